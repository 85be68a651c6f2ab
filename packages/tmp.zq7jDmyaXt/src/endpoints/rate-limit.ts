import { backoffMs } from '../transport/backoff.ts'
import { createRateMeter } from './rate-meter.ts'
import { createTokenBucket } from './token-bucket.ts'

/** Who sends: bodies of announced hashes, or questions beside them. */
export type Lane = 'bodies' | 'questions'

/**
 * How many calls per second an endpoint takes, learned from its refusals: unlimited until the first, then half of what
 * was sent to it, growing back until it is unlimited again (additive increase, multiplicative decrease).
 */
export interface RateLimit {
  /** Milliseconds until a call may be sent; 0 = now. */
  readyIn(lane: Lane, nowMs: number): number
  /** Most calls that may be sent now. */
  allowance(lane: Lane, nowMs: number): number
  took(count: number, lane: Lane, nowMs: number): void
  /** A batch was answered. */
  answered(nowMs: number): void
  /**
   * A batch, or some of its calls, was refused for the rate: the endpoint is paused.
   * @param sentMs when it was sent: one overrun that refuses several batches counts once
   * @param retryAfterMs the pause the node asked for; `null` = grows with each refusal in a row
   */
  limited(sentMs: number, retryAfterMs: number | null, nowMs: number): void
  /** Calls per second; `null` when unlimited. */
  readonly perSecond: number | null
  /** Refusals so far. */
  readonly refusals: number
}

export interface RateLimitOptions {
  /** Uniform in [0, 1), for jitter. */
  readonly random: () => number
}

/** First and longest pause when the node does not say how long. */
const PAUSE = { baseMs: 250, maxMs: 30_000 }
/** Part of the rate at the last refusal that is added for each second of answers. */
const GROWTH_PER_SECOND = 0.05
/** So far above the rate at the last refusal there is no limit any more. */
const UNLIMITED_FROM = 2
/** Part of a limited rate that questions may take. */
const QUESTIONS_SHARE = 0.2
/** A limit is never taken for lower, so that questions have at least one call per second; below it, pauses rule. */
const MIN_PER_SECOND = 5

export function createRateLimit({ random }: RateLimitOptions): RateLimit {
  const all = createTokenBucket()
  const questions = createTokenBucket()
  const sent = createRateMeter()
  let perSecond: number | null = null
  /** Calls per second when the limit was met. */
  let ceiling = 0
  let pausedUntilMs = 0
  let limitedMs = Number.NEGATIVE_INFINITY
  let inARow = 0
  let refusals = 0
  let grownMs = 0

  const setRate = (rate: number, nowMs: number): void => {
    perSecond = rate
    all.setRate(rate, nowMs)
    questions.setRate(rate * QUESTIONS_SHARE, nowMs)
  }
  const bucket = (lane: Lane): typeof all => (lane === 'bodies' ? all : questions)

  return {
    get perSecond(): number | null {
      return perSecond
    },
    get refusals(): number {
      return refusals
    },
    readyIn(lane, nowMs) {
      const pauseMs = Math.max(0, pausedUntilMs - nowMs)
      return perSecond === null ? pauseMs : Math.max(pauseMs, bucket(lane).readyIn(nowMs))
    },
    allowance: (lane, nowMs) =>
      perSecond === null ? Number.POSITIVE_INFINITY : bucket(lane).available(nowMs),
    took(count, lane, nowMs) {
      sent.add(count, nowMs)
      if (perSecond === null) return
      all.take(count, nowMs)
      if (lane === 'questions') questions.take(count, nowMs)
    },
    answered(nowMs) {
      inARow = 0
      if (perSecond === null) return
      const grown = perSecond + (ceiling * GROWTH_PER_SECOND * Math.min(1000, nowMs - grownMs)) / 1000
      grownMs = nowMs
      if (grown >= ceiling * UNLIMITED_FROM) perSecond = null
      else setRate(grown, nowMs)
    },
    limited(sentMs, retryAfterMs, nowMs) {
      refusals++
      if (sentMs >= limitedMs) {
        ceiling = Math.max(perSecond ?? sent.perSecond(nowMs), 2 * MIN_PER_SECOND)
        grownMs = nowMs
        setRate(ceiling / 2, nowMs)
        all.empty(nowMs)
        questions.empty(nowMs)
        limitedMs = nowMs
        const pauseMs = retryAfterMs ?? backoffMs(inARow++, { ...PAUSE, random })
        pausedUntilMs = Math.max(pausedUntilMs, nowMs + pauseMs)
      } else if (retryAfterMs !== null) {
        pausedUntilMs = Math.max(pausedUntilMs, nowMs + retryAfterMs)
      }
    },
  }
}
