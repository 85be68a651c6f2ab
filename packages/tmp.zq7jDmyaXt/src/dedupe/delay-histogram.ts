/** Counts of delays in buckets that widen by a constant factor: bounded memory, quantiles exact to a few percent. */
export interface DelayHistogram {
  readonly count: number
  /** @param us microseconds, not negative */
  add(us: number): void
  /** The delay that `q` (0–1) of the counted ones do not exceed, microseconds; `null` while there is none. */
  quantile(q: number): number | null
}

/** Buckets per doubling: neighbours differ by 2^(1/8) = 9 %, so the middle of a bucket is off by 4.5 % at most. */
const PER_DOUBLING = 8
/** Up to 2^36 µs, 19 hours. */
const BUCKETS = 36 * PER_DOUBLING + 1

export function createDelayHistogram(): DelayHistogram {
  const counts = new Uint32Array(BUCKETS)
  let count = 0
  return {
    get count(): number {
      return count
    },
    add(us) {
      const bucket = us < 1 ? 0 : 1 + Math.floor(Math.log2(us) * PER_DOUBLING)
      const at = Math.min(bucket, BUCKETS - 1)
      counts[at] = (counts[at] ?? 0) + 1
      count++
    },
    quantile(q) {
      if (count === 0) return null
      const rank = Math.max(1, Math.ceil(q * count))
      let below = 0
      for (let bucket = 0; bucket < BUCKETS; bucket++) {
        below += counts[bucket] ?? 0
        if (below >= rank) return bucket === 0 ? 0 : 2 ** ((bucket - 0.5) / PER_DOUBLING)
      }
      return null
    },
  }
}
