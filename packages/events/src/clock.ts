/** Time as a parameter, so that tests can hold it still. */
export interface Clock {
  /** Wall time in Unix microseconds. */
  nowUs(): number
  /** Milliseconds that never run backwards, for durations and timeouts. */
  monotonicMs(): number
}

/** How far the fine clock may drift from the wall before it is set again, in milliseconds. */
const MAX_DRIFT_MS = 2

/**
 * The system's clock: microsecond steps from the monotonic counter, anchored to the wall clock again whenever
 * the two differ by more than 2 ms (the counter does not follow NTP, and drifts over days).
 */
export function createSystemClock(): Clock {
  let originMs = performance.timeOrigin
  return {
    nowUs(): number {
      const counter = performance.now()
      if (Math.abs(originMs + counter - Date.now()) > MAX_DRIFT_MS) originMs = Date.now() - counter
      return Math.round((originMs + counter) * 1000)
    },
    monotonicMs: () => performance.now(),
  }
}
