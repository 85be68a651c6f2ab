/** Calls that may be sent, refilled at a rate, at most one second's worth. */
export interface TokenBucket {
  /** Whole calls that may be sent now. */
  available(nowMs: number): number
  /** Milliseconds until at least one may be sent; 0 = now. */
  readyIn(nowMs: number): number
  /** May take more than there are: the debt is paid back first. */
  take(count: number, nowMs: number): void
  /** @param perSecond above 0 */
  setRate(perSecond: number, nowMs: number): void
  /** Nothing is left: begins to fill from here. */
  empty(nowMs: number): void
}

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
      // A rounding error below a whole call must not cost another timer.
      return tokens >= 1 ? 0 : Math.ceil(((1 - tokens) / rate) * 1000)
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
