import type { Logger } from '@org/events'
import type { CallAnswer } from '../rpc/rpc-batch.ts'
import type { RpcFailure } from '../rpc/rpc-failure.ts'
import { type BatchLimit, createBatchLimit } from './batch-limit.ts'
import { type Breaker, type BreakerState, createBreaker } from './breaker.ts'
import { createLatency } from './latency.ts'
import { createRateLimit, type Lane } from './rate-limit.ts'

/** One batch on its way. */
interface Flight {
  readonly size: number
  readonly lane: Lane
  readonly sentMs: number
  /** It finds out whether an endpoint that failed is well again. */
  readonly probe: boolean
}

/** How a batch ended: an answer for each call, some of them errors, or none at all. */
export type BatchOutcome =
  | { readonly ok: true; readonly answers: readonly CallAnswer[] }
  | { readonly ok: false; readonly error: RpcFailure }

/** What was learned about the HTTP side of one endpoint: how much, how fast, and whether at all. */
export interface EndpointHealth {
  /**
   * Milliseconds until a batch may go; 0 = now; Infinity until another one ended: it finds out whether the endpoint is
   * well again, or enough questions are on their way.
   */
  readyIn(lane: Lane, nowMs: number): number
  /** Most calls of a batch that goes now: at least 1 when it is ready. */
  batchSize(lane: Lane, nowMs: number): number
  began(size: number, lane: Lane, nowMs: number): Flight
  /** Learns from the end of a batch. */
  ended(flight: Flight, outcome: BatchOutcome, nowMs: number): void
  /** Of the bodies that were asked for, how many the node gave. */
  countFound(found: number, asked: number): void
  /** What a body costs here, for comparison: lower is better; `null` before the first answer. */
  readonly cost: number | null
  readonly lastSentMs: number
  /** That of bodies; questions have one of their own. */
  readonly breaker: BreakerState
  /** Bodies it takes in a batch. */
  readonly batchLimit: number
  /** Smoothed milliseconds per request for bodies; `null` before the first answer. */
  readonly latencyMs: number | null
  /** Calls per second it is held to; `null` = unlimited. */
  readonly callsPerSecond: number | null
  /** Answers that said "slower". */
  readonly rateLimited: number
}

export interface EndpointHealthOptions {
  /** Masked URL, for the log. */
  readonly where: string
  /** Bound of a batch, in calls. */
  readonly maxBatchSize: number
  readonly random: () => number
  readonly logger: Logger
}

/** Batches of questions on their way to an endpoint, so that bodies always have a connection. */
export const MAX_QUESTIONS_IN_FLIGHT = 4
/** Weight of one body in the share of those that were given: it forgets over some hundred. */
const FOUND_WEIGHT = 0.01
/** An endpoint that gives nothing costs 20 times its latency, so that it can still be compared. */
const MIN_FOUND = 0.05

export function createEndpointHealth(options: EndpointHealthOptions): EndpointHealth {
  const { where, random, logger } = options
  // A batch of blocks may be too large where as many bodies are not.
  const limits: Readonly<Record<Lane, BatchLimit>> = {
    bodies: createBatchLimit(options.maxBatchSize),
    questions: createBatchLimit(options.maxBatchSize),
  }
  const rate = createRateLimit({ random })
  // A node that fails at questions, or forbids them, may give bodies all the same; any answer says that it is there.
  const breakers: Readonly<Record<Lane, Breaker>> = {
    bodies: createBreaker({ random }),
    questions: createBreaker({ random }),
  }
  const latency = createLatency()
  let questionsInFlight = 0
  let foundShare = 1
  let lastSentMs = Number.NEGATIVE_INFINITY

  const countFound = (found: number, asked: number): void => {
    if (asked > 0) foundShare += (found / asked - foundShare) * (1 - (1 - FOUND_WEIGHT) ** asked)
  }
  const tooLarge = (flight: Flight, explicit: boolean, error: RpcFailure, nowMs: number): void => {
    const limit = limits[flight.lane]
    const before = limit.learned
    limit.refused(flight.size, explicit, nowMs)
    if (limit.learned === before) return
    logger.warn('an endpoint takes smaller batches', {
      where,
      of: flight.lane,
      batch: limit.learned,
      error: error.message,
    })
  }
  const slower = (flight: Flight, error: RpcFailure, nowMs: number): void => {
    const wasUnlimited = rate.perSecond === null
    rate.limited(flight.sentMs, error.retryAfterMs, nowMs)
    if (!wasUnlimited) return
    const perSecond = rate.perSecond
    logger.warn('an endpoint limits the rate', { where, calls_per_second: perSecond, error: error.message })
  }
  const broken = (flight: Flight, error: RpcFailure, nowMs: number): void => {
    const breaker = breakers[flight.lane]
    const before = breaker.state
    if (error.retryable) breaker.failed(flight.probe, nowMs)
    else breaker.tripped(flight.probe, nowMs)
    if (before === 'closed' && breaker.state === 'open') {
      logger.warn('an endpoint is left alone for a while', { where, of: flight.lane, error: error.message })
    }
  }
  const well = (): void => {
    const wasLeft = breakers.bodies.state !== 'closed' || breakers.questions.state !== 'closed'
    breakers.bodies.succeeded()
    breakers.questions.succeeded()
    if (wasLeft) logger.info('an endpoint answers again', { where })
  }
  const answered = (nowMs: number): void => {
    const wasLimited = rate.perSecond !== null
    rate.answered(nowMs)
    if (wasLimited && rate.perSecond === null) logger.info('an endpoint no longer limits the rate', { where })
  }
  const learnFromAnswers = (flight: Flight, answers: readonly CallAnswer[], nowMs: number): void => {
    let large: RpcFailure | null = null
    let slow: RpcFailure | null = null
    let slowCalls = 0
    for (const answer of answers) {
      if (answer.ok) continue
      if (answer.error.kind === 'too_large') large = answer.error
      else if (answer.error.kind === 'rate_limited') {
        slow = answer.error
        slowCalls++
      }
    }
    well()
    // A quick "slower" is no sign of a fast endpoint, nor a long answer to a question that of a slow one.
    const isAnswered = slowCalls < flight.size
    latency.ended(isAnswered && flight.lane === 'bodies' ? nowMs - flight.sentMs : null, nowMs)
    if (isAnswered) answered(nowMs)
    if (large === null) limits[flight.lane].answered(flight.size, nowMs)
    else if (flight.size > 1) tooLarge(flight, true, large, nowMs)
    if (slow !== null) slower(flight, slow, nowMs)
  }
  const learnFromFailure = (flight: Flight, error: RpcFailure, nowMs: number): void => {
    const breaker = breakers[flight.lane]
    switch (error.kind) {
      case 'transport':
      case 'status':
      case 'bad_response':
        broken(flight, error, nowMs)
        return
      case 'rate_limited':
        breaker.released(flight.probe)
        slower(flight, error, nowMs)
        return
      case 'too_large':
      case 'refused':
        breaker.released(flight.probe)
        if (flight.size > 1) tooLarge(flight, error.kind === 'too_large', error, nowMs)
        else if (flight.lane === 'bodies') countFound(0, 1)
        return
      case 'unsupported':
      case 'aborted':
        breaker.released(flight.probe)
    }
  }

  return {
    readyIn(lane, nowMs) {
      if (lane === 'questions' && questionsInFlight >= MAX_QUESTIONS_IN_FLIGHT)
        return Number.POSITIVE_INFINITY
      return Math.max(breakers[lane].readyIn(nowMs), rate.readyIn(lane, nowMs))
    },
    batchSize: (lane, nowMs) => Math.min(limits[lane].size(nowMs), rate.allowance(lane, nowMs)),
    began(size, lane, nowMs) {
      lastSentMs = nowMs
      if (lane === 'questions') questionsInFlight++
      latency.began()
      limits[lane].began(size, nowMs)
      rate.took(size, lane, nowMs)
      return { size, lane, sentMs: nowMs, probe: breakers[lane].began() }
    },
    ended(flight, outcome, nowMs) {
      if (flight.lane === 'questions') questionsInFlight--
      if (outcome.ok) return learnFromAnswers(flight, outcome.answers, nowMs)
      latency.ended(null, nowMs)
      learnFromFailure(flight, outcome.error, nowMs)
    },
    countFound,
    get cost(): number | null {
      if (latency.ms === null) return null
      return (latency.ms * (latency.inFlight + 1)) / Math.max(MIN_FOUND, foundShare)
    },
    get lastSentMs(): number {
      return lastSentMs
    },
    get breaker(): BreakerState {
      return breakers.bodies.state
    },
    get batchLimit(): number {
      return limits.bodies.learned
    },
    get latencyMs(): number | null {
      return latency.ms
    },
    get callsPerSecond(): number | null {
      return rate.perSecond
    },
    get rateLimited(): number {
      return rate.refusals
    },
  }
}
