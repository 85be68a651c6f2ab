import { VizClientError } from '../errors.ts'
import { toProblem } from './problem.ts'

/** Where the API is, and how it is asked. */
export interface Endpoint {
  /** @param path begins with a slash; where the API has a prefix, it is put before */
  url(path: string): URL
  /** What says who asks; empty without a key. */
  readonly credentials: Readonly<Record<string, string>>
  /**
   * Asks, and gives the answer when it is a success.
   * @throws VizClientError `UNREACHABLE`, `REFUSED`; the signal's reason when it aborts.
   */
  ask(method: 'GET' | 'POST', url: URL, signal: AbortSignal | undefined): Promise<Answer>
}

/** A success, read to its end. */
export interface Answer {
  readonly headers: Headers
  readonly text: string
}

export interface EndpointOptions {
  readonly url: string | URL
  readonly apiKey: string | undefined
  readonly timeoutMs: number
  readonly fetch: typeof fetch
}

/** Statuses that may pass by themselves. */
const PASSING = new Set([408, 425, 429, 502, 503, 504])

export function createEndpoint({ url, apiKey, timeoutMs, fetch }: EndpointOptions): Endpoint {
  const base = baseOf(url)
  const credentials: Readonly<Record<string, string>> = apiKey === undefined ? {} : { 'x-api-key': apiKey }
  return {
    credentials,
    url: (path) => new URL(`.${path}`, base),
    async ask(method, target, signal) {
      const inTime = AbortSignal.timeout(timeoutMs)
      let response: Response
      let text: string
      try {
        response = await fetch(target, {
          method,
          headers: { accept: 'application/json', ...credentials },
          signal: signal === undefined ? inTime : AbortSignal.any([signal, inTime]),
        })
        // Read here: a connection can end in the middle of an answer as well as before it.
        text = await response.text()
      } catch (cause) {
        signal?.throwIfAborted()
        const why = inTime.aborted
          ? `no answer within ${timeoutMs} ms`
          : 'no connection, or it ended before the answer did'
        throw new VizClientError('UNREACHABLE', `${method} ${shown(target)}: ${why}`, {
          retryable: true,
          cause,
        })
      }
      if (response.ok) return { headers: response.headers, text }
      throw refusal(`${method} ${shown(target)}`, response, text)
    },
  }
}

function baseOf(given: string | URL): URL {
  const text = String(given)
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new VizClientError('CONFIG_INVALID', 'url of the client: not an http or https URL', {
      retryable: false,
    })
  }
  const base = new URL(text)
  base.search = ''
  base.hash = ''
  if (!base.pathname.endsWith('/')) base.pathname += '/'
  return base
}

function refusal(asked: string, response: Response, text: string): VizClientError {
  const problem = toProblem(parseJson(text))
  const retryAfterS = Number(response.headers.get('retry-after') ?? Number.NaN)
  return new VizClientError(
    'REFUSED',
    `${asked} answered ${response.status}${problem === null ? '' : `: ${problem.detail}`}`,
    {
      retryable: PASSING.has(response.status),
      status: response.status,
      ...(problem === null ? {} : { problem }),
      ...(Number.isFinite(retryAfterS) ? { retryAfterMs: retryAfterS * 1000 } : {}),
    },
  )
}

/** `undefined` for what is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Without what may be secret. */
function shown(url: URL): string {
  return `${url.origin}${url.pathname}`
}
