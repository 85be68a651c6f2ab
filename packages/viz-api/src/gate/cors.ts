import type { ServerResponse } from 'node:http'
import type { RequestHead } from './request-head.ts'

/** What a page of an allowed origin may send. */
const PREFLIGHT: Readonly<Record<string, string>> = {
  'access-control-allow-methods': 'GET, HEAD, POST',
  'access-control-allow-headers': 'authorization, x-api-key, content-type, if-none-match, last-event-id',
  'access-control-max-age': '600',
  'cache-control': 'no-store',
}
/** Headers that such a page may read. */
const EXPOSED = 'x-next-cursor, x-next-after, etag, retry-after'

/** Cross-origin access: closed, but for the origins that are listed, each exactly. */
export interface Cors {
  allows(origin: string): boolean
  /** Says on an answer whether the page that asks may read it. */
  mark(head: RequestHead, response: ServerResponse): void
  /** True for the question a browser asks on behalf of an allowed page before it sends the real request. */
  isPreflight(head: RequestHead): boolean
  /** Answers that question; the answer is marked already. */
  answerPreflight(response: ServerResponse): void
}

export function createCors(origins: readonly string[]): Cors {
  const allowed = new Set(origins)
  return {
    allows: (origin) => allowed.has(origin),
    mark({ origin }, response) {
      if (allowed.size === 0) return
      // Also where no page asks: a cache must not hand that answer to one.
      response.appendHeader('vary', 'Origin')
      if (origin === undefined || !allowed.has(origin)) return
      response.setHeader('access-control-allow-origin', origin)
      response.setHeader('access-control-expose-headers', EXPOSED)
    },
    isPreflight: ({ method, origin, preflightMethod }) =>
      method === 'OPTIONS' && preflightMethod !== undefined && origin !== undefined && allowed.has(origin),
    answerPreflight(response) {
      response.writeHead(204, PREFLIGHT).end()
    },
  }
}

/** The origin as browsers write it; `null` when the text is anything else, a wildcard too. */
export function parseOrigin(text: string): string | null {
  if (!URL.canParse(text)) return null
  const { origin, protocol } = new URL(text)
  if (protocol !== 'http:' && protocol !== 'https:') return null
  // Nothing but scheme, host and port: a path in it would look as if it mattered.
  return /^https?:\/\/[^/?#@*\s]+\/?$/i.test(text) ? origin : null
}
