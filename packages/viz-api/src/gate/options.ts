import type { BlockList } from 'node:net'
import type { KeyHash } from '../auth/api-key.ts'
import { VizApiError } from '../errors.ts'
import { parseNetworks } from './client-address.ts'
import { parseOrigin } from './cors.ts'
import { hostName } from './host-rule.ts'

/** Who may ask, from where, and how often. */
export interface AccessOptions {
  /** SHA-256 of every key (`parseApiKeys`); `null`: nobody is asked for a key. @default null */
  readonly keys: readonly KeyHash[] | null
  /** How long a ticket can be used, in milliseconds. @default 30000 */
  readonly ticketTtlMs: number
  /** Requests a minute of each key, or of each client address without one; 0: no limit. @default 600 */
  readonly rateLimitPerMinute: number
  /** Origins of other pages that may use the API, each as `https://host:port`. @default none */
  readonly corsOrigins: readonly string[]
  /** Names under which browsers may reach the API, beside addresses and `localhost`. @default on loopback none, else any */
  readonly allowedHosts: readonly string[]
  /** Addresses and networks of proxies whose `X-Forwarded-For` is believed. @default none */
  readonly trustedProxies: readonly string[]
}

export const DEFAULT_ACCESS: AccessOptions = {
  keys: null,
  ticketTtlMs: 30_000,
  rateLimitPerMinute: 600,
  corsOrigins: [],
  allowedHosts: [],
  trustedProxies: [],
}

/** Sizes, times and counts that no client may exceed. Times are milliseconds. */
export interface HttpLimits {
  /** Connections at once; further ones are closed unread. @default 8192 */
  readonly maxConnections: number
  /** Of one client address (an IPv6 /64). @default 2048 */
  readonly maxConnectionsPerClient: number
  /** Requests under way, from head to last byte; a further one is answered 503. Streams do not count. @default 1024 */
  readonly maxRequests: number
  /** Of one key, or one client address. @default 256 */
  readonly maxRequestsPerClient: number
  /** Bytes of answers that clients have not taken yet; beyond, requests are answered 503. @default 256 MiB */
  readonly maxWaitingBytes: number
  /** Requests on one connection, after which it is closed. @default 100000 */
  readonly maxRequestsPerConnection: number
  /** Until the head of a request is there. @default 10000 */
  readonly headersTimeoutMs: number
  /** Until a request is there as a whole. @default 20000 */
  readonly requestTimeoutMs: number
  /** Between two requests. @default 5000 */
  readonly keepAliveTimeoutMs: number
  /** Until a client that takes nothing of its answer is cut. @default 120000 */
  readonly stalledTimeoutMs: number
  /** How often connections are looked at for the first two of these times. @default 5000 */
  readonly checkIntervalMs: number
  /** Bytes of a head. @default 16 KiB */
  readonly maxHeaderBytes: number
  /** @default 100 */
  readonly maxHeaders: number
  /** Characters of path and query together. @default 4096 */
  readonly maxTargetChars: number
  /** Bytes of a body, which nothing reads. @default 1024 */
  readonly maxBodyBytes: number
}

export const DEFAULT_HTTP_LIMITS: HttpLimits = {
  maxConnections: 8_192,
  maxConnectionsPerClient: 2_048,
  maxRequests: 1_024,
  maxRequestsPerClient: 256,
  maxWaitingBytes: 256 * 1024 * 1024,
  maxRequestsPerConnection: 100_000,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 20_000,
  keepAliveTimeoutMs: 5_000,
  stalledTimeoutMs: 120_000,
  checkIntervalMs: 5_000,
  maxHeaderBytes: 16 * 1024,
  maxHeaders: 100,
  maxTargetChars: 4_096,
  maxBodyBytes: 1_024,
}

/** Options of access that hold, with the list that they name. */
export interface CheckedAccess extends AccessOptions {
  readonly proxies: BlockList | null
}

/** Fills in what is not given. @throws VizApiError `CONFIG_INVALID` for options that cannot be meant */
export function checkAccess(given: Partial<AccessOptions> = {}): CheckedAccess {
  const access = { ...DEFAULT_ACCESS, ...given }
  const refused = (what: string): VizApiError =>
    new VizApiError('CONFIG_INVALID', `options of viz-api: ${what}`, { retryable: false })
  if (access.keys?.length === 0) throw refused('access.keys is empty, so nobody could ask anything')
  for (const origin of access.corsOrigins) {
    if (parseOrigin(origin) !== origin) throw refused(`access.corsOrigins: ${origin} is not an origin`)
  }
  for (const name of access.allowedHosts) {
    if (hostName(name) !== name)
      throw refused(`access.allowedHosts: ${name} is not a host name in lower case`)
  }
  const proxies = parseNetworks(access.trustedProxies)
  if ('invalid' in proxies)
    throw refused(`access.trustedProxies: ${proxies.invalid} is not an address or network`)
  return { ...access, proxies: access.trustedProxies.length === 0 ? null : proxies }
}
