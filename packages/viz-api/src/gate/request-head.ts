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

const ONCE = ['host', 'origin', 'authorization', 'x-api-key']

/** Not from `headers`: Node joins some repeated headers there and drops others. */
export function readHead(request: IncomingMessage): RequestHead {
  const { rawHeaders, url = '' } = request
  const values = new Map<string, string>()
  const repeated: string[] = []
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = (rawHeaders[i] ?? '').toLowerCase()
    const value = rawHeaders[i + 1] ?? ''
    const earlier = values.get(name)
    if (earlier !== undefined && ONCE.includes(name)) repeated.push(name)
    values.set(name, earlier === undefined ? value : `${earlier},${value}`)
  }
  return {
    version: request.httpVersion,
    method: request.method ?? '',
    ...splitTarget(url),
    host: values.get('host'),
    origin: values.get('origin'),
    authorization: values.get('authorization'),
    apiKey: values.get('x-api-key'),
    forwardedFor: values.get('x-forwarded-for'),
    preflightMethod: values.get('access-control-request-method'),
    repeated,
    headers: rawHeaders.length / 2,
    contentLength: Number(values.get('content-length') ?? 0),
    isChunked: values.has('transfer-encoding'),
  }
}
