import { randomBytes } from 'node:crypto'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { BlockList, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Clock } from '@org/events'
import { ANONYMOUS, type Caller } from '../auth/caller.ts'
import { createTickets, type Tickets } from '../auth/tickets.ts'
import { answerStatus, type ProblemAnswer, problemAnswer } from '../http/answer.ts'
import type { PageFiles } from '../http/page.ts'
import { refuseUpgrade, sendRefusal } from '../http/refusal.ts'
import { createSecurityHeaders, isAllowedOrigin } from '../http/security.ts'
import type { VizApiMetrics } from '../metrics.ts'
import { createCors } from './cors.ts'
import { createHostRule } from './host-rule.ts'
import { createInFlight } from './in-flight.ts'
import { createJudge, isStreamPath, unauthorized, type Verdict } from './judge.ts'
import { judgeShape } from './judge-shape.ts'
import type { AccessOptions, HttpLimits } from './options.ts'
import { createRateLimiter } from './rate-limiter.ts'
import { type RequestHead, readHead } from './request-head.ts'

/** What the gate is made of. */
export interface GateOptions {
  readonly access: AccessOptions
  readonly limits: HttpLimits
  readonly proxies: BlockList | null
  readonly bindHost: string
  /** `null`: there is no page. */
  readonly page: PageFiles | null
  readonly metrics: VizApiMetrics
  readonly clock: Clock
}

/**
 * Stands before everything else: what it does not let in reaches no route, and every answer, its own too, carries the
 * security headers. What needs no key is decided on the target as it was sent, by exact comparison; so a path that a
 * router would understand in another way needs one, whatever it leads to.
 */
export interface Gate {
  /** A listener that hands on what is let in. */
  wrap(listener: RequestListener): RequestListener
  /** The same for requests for an upgrade. */
  wrapUpgrade(listener: UpgradeListener): UpgradeListener
  /** Who sent a request that was let in. */
  callerOf(request: IncomingMessage): Caller
  readonly tickets: Tickets
}

/** What Node calls for a request that asks for another protocol. */
type UpgradeListener = (request: IncomingMessage, socket: Duplex, rest: Buffer) => void

const MAX_TICKETS = 10_000
const MAX_CLIENTS = 65_536
/** Places of probes and scrapers, which are answered also when clients have taken all others. */
const PUBLIC_PLACES = { max: 256, maxPerClient: 64 }
/** Metric label of requests that were not let in. */
const REFUSED = 'refused'

export function createGate({ access, limits, proxies, bindHost, page, metrics, clock }: GateOptions): Gate {
  const monotonicMs = (): number => clock.monotonicMs()
  const { rateLimitPerMinute, keys } = access
  const securityHeaders = createSecurityHeaders()
  const cors = createCors(access.corsOrigins)
  const isOurHost = createHostRule(bindHost, access.allowedHosts)
  const tickets = createTickets({ ttlMs: access.ticketTtlMs, max: MAX_TICKETS, monotonicMs, randomBytes })
  const rate = createRateLimiter({ perMinute: rateLimitPerMinute, maxClients: MAX_CLIENTS, monotonicMs })
  const judge = createJudge({
    keys,
    tickets,
    rate,
    rateLimitPerMinute,
    cors,
    proxies,
    hasPage: page !== null,
  })
  const { maxWaitingBytes, maxRequests, maxRequestsPerClient } = limits
  const places = createInFlight(
    { max: maxRequests, maxPerClient: maxRequestsPerClient, maxWaitingBytes },
    monotonicMs,
  )
  const publicPlaces = createInFlight({ ...PUBLIC_PLACES, maxWaitingBytes }, monotonicMs)
  const callers = new WeakMap<IncomingMessage, Caller>()
  /** Connections that end with an answer under way: what follows on them may be anything. */
  const ending = new WeakSet<Socket>()

  function judgeAll(request: IncomingMessage, head: RequestHead): Verdict {
    const malformed = judgeShape(head, limits)
    if (malformed !== null) return malformed
    if (!isOurHost(head.host)) {
      return problemAnswer('wrong-host', 'This server does not go by that name (VIZ_API_ALLOWED_HOSTS).')
    }
    return judge(head, request.socket)
  }

  /** Takes a place among the requests under way, unless the answer is a stream, which has limits of its own. */
  function hasPlace(
    verdict: Verdict & { client: string },
    head: RequestHead,
    response: ServerResponse,
  ): boolean {
    if (isStreamPath(head.path)) return true
    const isPublic = verdict.kind === 'pass' && verdict.isPublic
    return (isPublic ? publicPlaces : places).enter(verdict.client, response)
  }

  function handle(request: IncomingMessage, response: ServerResponse, listener: RequestListener): void {
    if (ending.has(request.socket)) return
    const startedMs = monotonicMs()
    const measure = (route: string, status: number): void =>
      metrics.observeRequest(route, String(status), (monotonicMs() - startedMs) / 1000)
    const head = readHead(request)
    const deny = (problem: ProblemAnswer): void => {
      if (problem.headers.connection === 'close') ending.add(request.socket)
      sendRefusal(response, head.path, problem)
      measure(REFUSED, answerStatus(problem))
    }
    securityHeaders(head.host, response)
    const verdict = judgeAll(request, head)
    // An answer that says why is of use only to pages that may read it.
    cors.mark(head, response)
    switch (verdict.kind) {
      case 'problem':
        deny(verdict)
        return
      case 'preflight':
        cors.answerPreflight(response)
        measure('preflight', 204)
        return
      case 'pass':
      case 'page':
        if (!hasPlace(verdict, head, response)) {
          const detail = 'Too many requests are under way, or too much waits for clients that do not read.'
          deny(problemAnswer('unavailable', detail, { 'retry-after': '1' }))
          return
        }
    }
    if (verdict.kind === 'pass') {
      if (verdict.caller.kind === 'key') callers.set(request, verdict.caller)
      listener(request, response)
      return
    }
    page?.(request, response, () => deny(unauthorized()))
  }

  return {
    wrap: (listener) => (request, response) => handle(request, response, listener),
    wrapUpgrade: (listener) => (request, socket, rest) => {
      // The server no longer does; earlier answers may stand before a refusal. A stream that opens has its own watch.
      request.socket.setTimeout(limits.stalledTimeoutMs, () => socket.destroy())
      const head = readHead(request)
      const refusal = refusalOfUpgrade(judgeAll(request, head), head)
      if (refusal === null) {
        listener(request, socket, rest)
        return
      }
      refuseUpgrade(socket, head.path, refusal)
      metrics.observeRequest(REFUSED, String(answerStatus(refusal)), 0)
    },
    callerOf: (request) => callers.get(request) ?? ANONYMOUS,
    tickets,
  }

  function refusalOfUpgrade(verdict: Verdict, head: RequestHead): ProblemAnswer | null {
    if (verdict.kind === 'problem') return verdict
    if (verdict.kind !== 'pass') return unauthorized()
    if (isAllowedOrigin(head.origin, head.host, cors.allows)) return null
    return problemAnswer('foreign-origin', 'Pages of another origin may not open the stream.')
  }
}
