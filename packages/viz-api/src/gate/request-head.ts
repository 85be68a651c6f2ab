import type { IncomingMessage } from 'node:http'
import { splitTarget } from '../http/target.ts'

/** Of a request's head what decides whether it is let in, read once and as it was sent. */
export interface RequestHead {
  /** `1.0` or `1.1`; Node lets others in. */
  readonly version: string
  readonly method: string
  /** The target up to its `?`, not decoded. */
  readonly path: string
  /** What follows the `?`. */
  readonly search: string
  readonly host: string | undefined
  readonly origin: string | undefined
  readonly authorization: string | undefined
  readonly apiKey: string | undefined
  /** All of them joined, as proxies may append a header or a value. */
  readonly forwardedFor: string | undefined
  /** `Access-Control-Request-Method`. */
  readonly preflightMethod: string | undefined
  /** Names of the ones above that were sent more than once. */
  readonly repeated: readonly string[]
  readonly headers: number
  readonly contentLength: number
  readonly isChunked: boolean
}

/** Headers that are looked at. */
type Watched =
  | 'host'
  | 'origin'
  | 'x-api-key'
  | 'authorization'
  | 'content-length'
  | 'x-forwarded-for'
  | 'transfer-encoding'
  | 'access-control-request-method'

const WATCHED: Readonly<Record<Watched, { readonly once: boolean }>> = {
  host: { once: true },
  origin: { once: true },
  'x-api-key': { once: true },
  authorization: { once: true },
  'content-length': { once: false }, // Node itself refuses a second one
  'x-forwarded-for': { once: false },
  'transfer-encoding': { once: false },
  'access-control-request-method': { once: false },
}

/** By length, so that other headers are passed over without a copy in lower case. */
const BY_LENGTH: ReadonlyMap<number, Watched> = new Map(
  Object.keys(WATCHED).map((name) => [name.length, name as Watched]), // keys of a closed record
)

/** Not from `headers`: Node joins some repeated headers there and drops others. */
export function readHead(request: IncomingMessage): RequestHead {
  const { rawHeaders, url = '' } = request
  const values: Partial<Record<Watched, string>> = {}
  const repeated: string[] = []
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const given = rawHeaders[i] ?? ''
    const name = BY_LENGTH.get(given.length)
    if (name === undefined || given.toLowerCase() !== name) continue
    const value = rawHeaders[i + 1] ?? ''
    const earlier = values[name]
    if (earlier !== undefined && WATCHED[name].once) repeated.push(name)
    values[name] = earlier === undefined ? value : `${earlier},${value}`
  }
  return {
    version: request.httpVersion,
    method: request.method ?? '',
    ...splitTarget(url),
    host: values.host,
    origin: values.origin,
    authorization: values.authorization,
    apiKey: values['x-api-key'],
    forwardedFor: values['x-forwarded-for'],
    preflightMethod: values['access-control-request-method'],
    repeated,
    headers: rawHeaders.length / 2,
    contentLength: Number(values['content-length'] ?? 0),
    isChunked: values['transfer-encoding'] !== undefined,
  }
}
