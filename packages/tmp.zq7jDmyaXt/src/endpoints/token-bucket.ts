/**
 * Calls that may be sent, refilled at a rate, at most one second's worth. An empty one gathers calls before it gives
 * any, so that a rate is kept by few large batches and not by many small ones.
 */
export interface TokenBucket {
  /** Whole calls that may be sent now. */
  available(nowMs: number): number
  /** Milliseconds until some may be sent; 0 = now. */
  readyIn(nowMs: number): number
  /** May take more than there are: the debt is paid back first. */
  take(count: number, nowMs: number): void
  /** @param perSecond above 0 */
  setRate(perSecond: number, nowMs: number): void
  /** Nothing is left: begins to fill from here. */
  empty(nowMs: number): void
}

/** So much of a second's worth is gathered: at most four requests a second come from an empty bucket. */
const GATHERED_SHARE = 0.25

export function createTokenBucket(): TokenBucket {
  let rate = 1
  let tokens = 0
  let filledMs = 0
  const fill = (nowMs: number): void => {
    tokens = Math.min(Math.max(1, rate), tokens + (rate * Math.max(0, nowMs - filledMs)) / 1000)
    filledMs = nowMs
  }
  return {
    available(nowMs) {
      fill(nowMs)
      return Math.max(0, Math.floor(tokens))
    },
    readyIn(nowMs) {
      fill(nowMs)
      const least = Math.max(1, Math.floor(rate * GATHERED_SHARE))
      // A rounding error below a whole call must not cost another timer.
      return tokens >= least ? 0 : Math.ceil(((least - tokens) / rate) * 1000)
    },
    take(count, nowMs) {
      fill(nowMs)
      tokens -= count
    },
    setRate(perSecond, nowMs) {
      fill(nowMs)
      rate = perSecond
    },
    empty(nowMs) {
      tokens = 0
      filledMs = nowMs
    },
  }
}
