import type { Clock } from '@org/events'

/** Calls that may still be made: refilled all the time, at most one second's worth. */
export interface CallBudget {
  /** Takes up to `wanted` calls and answers how many it got. */
  take(wanted: number): number
}

export function createCallBudget(perSecond: number, clock: Clock): CallBudget {
  let left = perSecond
  let refilledMs = clock.monotonicMs()
  return {
    take(wanted) {
      const nowMs = clock.monotonicMs()
      left = Math.min(perSecond, left + ((nowMs - refilledMs) / 1000) * perSecond)
      refilledMs = nowMs
      const taken = Math.min(wanted, Math.floor(left))
      left -= taken
      return taken
    },
  }
}
