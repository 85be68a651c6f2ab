/** A token bucket. */
export interface RateLimiter {
  /** Takes up to `wanted` tokens; returns how many there were. */
  take(wanted: number): number
}

export function createRateLimiter(perSecond: number, burst: number, nowMs: () => number): RateLimiter {
  let tokens = burst
  let filledMs = nowMs()
  return {
    take(wanted) {
      const now = nowMs()
      tokens = Math.min(burst, tokens + ((now - filledMs) / 1000) * perSecond)
      filledMs = now
      const taken = Math.min(wanted, Math.floor(tokens))
      tokens -= taken
      return taken
    },
  }
}
