import type { IncomingMessage, ServerResponse } from 'node:http'
import helmet from 'helmet'

/** A `Host` header that may stand in a policy. */
const PLAIN_HOST = /^[\w.-]+(?::\d{1,5})?$|^\[[\da-f:.]+\](?::\d{1,5})?$/i

const POLICY: Readonly<Record<string, readonly string[]>> = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'img-src': ["'self'", 'data:'],
  'font-src': ["'self'"],
  'connect-src': ["'self'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
  'frame-ancestors': ["'none'"],
}

/** Hosts whose policy is kept ready: those that were asked for last, so that made-up names do not take the places. */
const MAX_HOSTS = 64

/** Puts the security headers on an answer. */
export type SecurityHeaders = (host: string | undefined, response: ServerResponse) => void

/**
 * Security headers: nothing but the page's own files may run, load or be called. HSTS is left to whoever terminates
 * TLS. Helmet makes them, once per host instead of once per request.
 */
export function createSecurityHeaders(): SecurityHeaders {
  const ready = new Map<string, readonly (readonly [string, string])[]>()
  return (host, response) => {
    const streams = host !== undefined && PLAIN_HOST.test(host) ? `ws://${host} wss://${host}` : ''
    const headers = ready.get(streams) ?? headersFor(streams)
    ready.delete(streams)
    ready.set(streams, headers)
    for (const oldest of ready.keys()) {
      if (ready.size <= MAX_HOSTS) break
      ready.delete(oldest)
    }
    for (const [name, value] of headers) response.setHeader(name, value)
  }
}

function headersFor(streams: string): readonly (readonly [string, string])[] {
  const made: [string, string][] = []
  const directives = {
    ...POLICY,
    // Not every browser counts ws: of the same host as 'self'.
    'connect-src': streams === '' ? ["'self'"] : ["'self'", streams],
  }
  const protect = helmet({
    contentSecurityPolicy: { useDefaults: false, directives },
    xFrameOptions: { action: 'deny' },
    strictTransportSecurity: false,
    // For browsers and plug-ins that are gone.
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
  })
  // Helmet only sets headers: what takes them down is all of a response that it needs.
  const recorder = {
    setHeader: (name: string, value: string) => made.push([name.toLowerCase(), value]),
    removeHeader: () => {},
  } as unknown as ServerResponse
  protect({} as IncomingMessage, recorder, (error?: unknown) => {
    if (error !== undefined) throw error
  })
  return made
}

/**
 * Browsers send `Origin` with every WebSocket upgrade and let any page make one, so only pages of this very host and of
 * origins that are listed pass; programs send none.
 */
export function isAllowedOrigin(
  origin: string | undefined,
  host: string | undefined,
  isListed: (origin: string) => boolean = () => false,
): boolean {
  if (origin === undefined || isListed(origin)) return true
  if (host === undefined || !PLAIN_HOST.test(host) || !URL.canParse(origin)) return false
  const { protocol, host: originHost } = new URL(origin)
  if (protocol !== 'http:' && protocol !== 'https:') return false
  // Parsed alike, so that a default port written out compares equal.
  return URL.canParse(`${protocol}//${host}`) && new URL(`${protocol}//${host}`).host === originHost
}
