/** Collected latencies of one step, in milliseconds. */
export interface Latencies {
  add(ms: number): void
  count(): number
  /** @param share 0.99 for the 99th percentile, 1 for the largest; NaN when there is none. */
  quantile(share: number): number
  clear(): void
}

export function createLatencies(): Latencies {
  let samples: number[] = []
  return {
    add: (ms) => {
      samples.push(ms)
    },
    count: () => samples.length,
    quantile(share) {
      const sorted = Float64Array.from(samples).sort()
      return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
    },
    clear() {
      samples = []
    },
  }
}
