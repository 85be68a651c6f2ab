import type { BlockList, Socket } from 'node:net'
import type { KeyHash } from '../auth/api-key.ts'
import { authenticate } from '../auth/authenticate.ts'
import { ANONYMOUS, type Caller } from '../auth/caller.ts'
import type { Tickets } from '../auth/tickets.ts'
import { type ProblemAnswer, problemAnswer } from '../http/answer.ts'
import { clientAddress, clientOf } from './client-address.ts'
import type { Cors } from './cors.ts'
import type { RateLimiter } from './rate-limiter.ts'
import type { RequestHead } from './request-head.ts'

/** What becomes of a request. */
export type Verdict =
  /** Let in. */
  | { readonly kind: 'pass'; readonly caller: Caller; readonly client: string; readonly isPublic: boolean }
  /** Without a key: it may have a file of the page, and nothing else. */
  | { readonly kind: 'page'; readonly client: string }
  /** Answered on the spot, for a page of an allowed origin. */
  | { readonly kind: 'preflight' }
  | ProblemAnswer

/** What a judge looks at. */
export interface JudgeOptions {
  readonly keys: readonly KeyHash[] | null
  readonly tickets: Tickets
  readonly rate: RateLimiter
  readonly rateLimitPerMinute: number
  readonly cors: Cors
  readonly proxies: BlockList | null
  readonly hasPage: boolean
}

/** Served without a key. */
const PUBLIC_PATHS: ReadonlySet<string> = new Set(['/health', '/ready', '/metrics'])
/** Where browsers cannot send a header: a ticket opens these. */
const STREAM_PATHS: ReadonlySet<string> = new Set(['/stream', '/dashboard/events-v1', '/telemetry/stream'])

/** True for paths whose answers last: they do not count as requests under way. */
export function isStreamPath(path: string): boolean {
  return STREAM_PATHS.has(path)
}

/** Decides who asks, and whether they may, now. */
export function createJudge(options: JudgeOptions): (head: RequestHead, socket: Socket) => Verdict {
  const { keys, tickets, rate, rateLimitPerMinute, cors, proxies, hasPage } = options
  const peers = new WeakMap<Socket, string>()

  /** Who sent it, as far as the network tells. */
  function clientAt(socket: Socket, forwardedFor: string | undefined): string {
    if (proxies !== null) return clientOf(clientAddress(socket.remoteAddress ?? '', forwardedFor, proxies))
    let client = peers.get(socket)
    if (client === undefined) {
      client = clientOf(clientAddress(socket.remoteAddress ?? '', undefined, null))
      peers.set(socket, client)
    }
    return client
  }

  function callerOf(head: RequestHead, isOpen: boolean): Caller | ProblemAnswer | null {
    if (keys === null || isOpen) return ANONYMOUS
    const isStream = head.method === 'GET' && isStreamPath(head.path)
    return authenticate(head, keys, isStream ? tickets : null)
  }

  return (head, socket) => {
    const isPublic = PUBLIC_PATHS.has(head.path)
    const isPreflight = cors.isPreflight(head)
    const caller = callerOf(head, isPublic || isPreflight)
    const isKnown = caller !== null && caller.kind === 'key'
    // Probes are counted apart: no client of the same address uses up what is theirs.
    const client = isKnown
      ? `key ${caller.index}`
      : `${isPublic ? 'public ' : ''}${clientAt(socket, head.forwardedFor)}`
    const spent = rate.spend(client)
    if (!spent.ok) return tooMany(rateLimitPerMinute, spent.retryAfterS)
    if (isPreflight) return { kind: 'preflight' }
    if (caller === null) {
      // The page asks its reader for the key, so its files need none; they are the same for everyone.
      const hasKey = head.apiKey !== undefined || head.authorization !== undefined
      const isRead = head.method === 'GET' || head.method === 'HEAD'
      return hasPage && isRead && !hasKey ? { kind: 'page', client } : unauthorized()
    }
    return caller.kind === 'problem' ? caller : { kind: 'pass', caller, client, isPublic }
  }
}

/** 401, in the same words whatever was wrong. */
export function unauthorized(): ProblemAnswer {
  const detail = 'A key is needed: x-api-key, or Authorization: Bearer; for streams of browsers a ticket.'
  return problemAnswer('unauthorized', detail, { 'www-authenticate': 'Bearer realm="mevscope"' })
}

function tooMany(perMinute: number, retryAfterS: number): ProblemAnswer {
  const detail = `More than ${perMinute} requests a minute.`
  return problemAnswer('rate-limited', detail, { 'retry-after': String(retryAfterS) })
}
