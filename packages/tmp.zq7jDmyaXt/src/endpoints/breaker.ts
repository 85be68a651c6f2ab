import { backoffMs } from '../transport/backoff.ts'

/** `open`: nothing is sent. `half_open`: one batch is on its way to find out. */
export type BreakerState = 'closed' | 'open' | 'half_open'

/** Keeps an endpoint that fails from costing every hash an attempt. */
export interface Breaker {
  readonly state: BreakerState
  /** Milliseconds until a batch may go; 0 = now; Infinity while the one that finds out is on its way. */
  readyIn(nowMs: number): number
  /** A batch goes out. @returns true when it is the one that finds out */
  began(): boolean
  /** A batch was answered: closed. */
  succeeded(): void
  /** A batch failed. @param probe what `began` returned for it */
  failed(probe: boolean, nowMs: number): void
  /** A batch failed in a way that no further try mends: open at once. */
  tripped(probe: boolean, nowMs: number): void
  /** A batch ended without saying anything about the endpoint. */
  released(probe: boolean): void
}

export interface BreakerOptions {
  /** Uniform in [0, 1), for jitter. */
  readonly random: () => number
}

/** Consecutive failures that open it. */
export const FAILURES_BEFORE_OPEN = 5
/** First and longest time it stays open; doubling, drawn from the upper half. */
const OPEN = { baseMs: 1000, maxMs: 60_000 }

export function createBreaker({ random }: BreakerOptions): Breaker {
  let state: BreakerState = 'closed'
  let failures = 0
  let openings = 0
  let openUntilMs = 0
  const open = (nowMs: number): void => {
    state = 'open'
    openUntilMs = nowMs + backoffMs(openings++, { ...OPEN, random })
  }
  return {
    get state(): BreakerState {
      return state
    },
    readyIn(nowMs) {
      switch (state) {
        case 'closed':
          return 0
        case 'open':
          return Math.max(0, openUntilMs - nowMs)
        case 'half_open':
          return Number.POSITIVE_INFINITY
      }
    },
    began() {
      if (state === 'closed') return false
      state = 'half_open'
      return true
    },
    succeeded() {
      state = 'closed'
      failures = 0
      openings = 0
    },
    failed(probe, nowMs) {
      failures++
      // What was sent before it opened says nothing new.
      if (probe || (state === 'closed' && failures >= FAILURES_BEFORE_OPEN)) open(nowMs)
    },
    tripped(probe, nowMs) {
      failures++
      if (probe || state === 'closed') open(nowMs)
    },
    released(probe) {
      if (probe && state === 'half_open') state = 'open'
    },
  }
}
