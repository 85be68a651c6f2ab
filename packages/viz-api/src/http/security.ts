import type { IncomingMessage } from 'node:http'
import type { RequestHandler } from 'express'
import helmet from 'helmet'

/** A `Host` header that may stand in a policy. */
const PLAIN_HOST = /^[\w.-]+(?::\d{1,5})?$|^\[[\da-f:.]+\](?::\d{1,5})?$/i

/**
 * Security headers: nothing but the page's own files may run, load or be called. HSTS is left to whoever terminates
 * TLS.
 */
export function securityHeaders(): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"],
        'script-src': ["'self'"],
        'style-src': ["'self'"],
        'img-src': ["'self'", 'data:'],
        'font-src': ["'self'"],
        // Not every browser counts ws: of the same host as 'self'.
        'connect-src': ["'self'", (request) => streamSources(request.headers.host)],
        'base-uri': ["'none'"],
        'form-action': ["'none'"],
        'frame-ancestors': ["'none'"],
      },
    },
    strictTransportSecurity: false,
  })
}

function streamSources(host: string | undefined): string {
  return host !== undefined && PLAIN_HOST.test(host) ? `ws://${host} wss://${host}` : ''
}

/**
 * Browsers send `Origin` with every WebSocket upgrade and let any page make one, so only pages of this very host
 * pass; programs send none.
 */
export function isAllowedOrigin(request: IncomingMessage): boolean {
  const { origin, host } = request.headers
  if (origin === undefined) return true
  if (host === undefined || !PLAIN_HOST.test(host) || !URL.canParse(origin)) return false
  const { protocol, host: originHost } = new URL(origin)
  if (protocol !== 'http:' && protocol !== 'https:') return false
  // Parsed alike, so that a default port written out compares equal.
  return new URL(`${protocol}//${host}`).host === originHost
}
