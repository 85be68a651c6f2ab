import type { Clock } from '@org/events'

/** A clock that stands still until it is moved. */
export interface HeldClock extends Clock {
  /** Milliseconds, may be set. */
  ms: number
}

export function createHeldClock(): HeldClock {
  const clock: HeldClock = {
    ms: 0,
    nowUs: () => clock.ms * 1000,
    monotonicMs: () => clock.ms,
  }
  return clock
}
