/** How fast an endpoint answers, and how much it is busy with. */
export interface Latency {
  /** Smoothed milliseconds per request; `null` before the first answer. */
  readonly ms: number | null
  /** Requests on their way. */
  readonly inFlight: number
  began(): void
  /** @param ms how long the answer took; `null` when there was none */
  ended(ms: number | null, nowMs: number): void
}

/** Least weight of a new measurement. */
const MIN_WEIGHT = 0.1
/** After this time without one, a new measurement counts for two thirds. */
const MEMORY_MS = 10_000

/**
 * An exponentially weighted moving average whose weights follow time: `1 − e^(−Δt / 10 s)`, at least 0.1. So one slow
 * answer among many moves it little, and one after a long pause replaces what is known.
 */
export function createLatency(): Latency {
  let average: number | null = null
  let measuredMs = 0
  let inFlight = 0
  return {
    get ms(): number | null {
      return average
    },
    get inFlight(): number {
      return inFlight
    },
    began() {
      inFlight++
    },
    ended(ms, nowMs) {
      inFlight--
      if (ms === null) return
      const weight = Math.max(MIN_WEIGHT, 1 - Math.exp(-(nowMs - measuredMs) / MEMORY_MS))
      average = average === null ? ms : average + (ms - average) * weight
      measuredMs = nowMs
    },
  }
}
