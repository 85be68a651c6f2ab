/** Events per second, of about the last second. */
export interface RateMeter {
  add(count: number, nowMs: number): void
  perSecond(nowMs: number): number
}

/** A count that decays as `e^(−t / 1 s)`: for a steady stream that is its rate per second. */
export function createRateMeter(): RateMeter {
  let count = 0
  let countedMs = 0
  const decay = (nowMs: number): void => {
    count *= Math.exp(-Math.max(0, nowMs - countedMs) / 1000)
    countedMs = nowMs
  }
  return {
    add(more, nowMs) {
      decay(nowMs)
      count += more
    },
    perSecond(nowMs) {
      decay(nowMs)
      return count
    },
  }
}
