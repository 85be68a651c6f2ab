/** The count of what fell into a bucket or one below it. */
export interface Bucket {
  /** Upper bound; `Infinity` for the last. */
  readonly le: number
  readonly count: number
}

/**
 * The value below which the share `q` of the observations lie, evenly spread within each bucket, as Prometheus'
 * `histogram_quantile` takes it; beyond the last bound that bound. `NaN` without observations.
 */
export function histogramQuantile(q: number, buckets: readonly Bucket[]): number {
  const sorted = [...buckets].sort((one, other) => one.le - other.le)
  const all = sorted.at(-1)
  if (all === undefined || all.le !== Number.POSITIVE_INFINITY || all.count <= 0) return Number.NaN
  const rank = q * all.count
  const index = sorted.findIndex(({ count }) => count >= rank)
  const bucket = sorted[index] ?? all
  const below = sorted[index - 1]
  if (bucket.le === Number.POSITIVE_INFINITY) return below?.le ?? Number.NaN
  const from = below?.le ?? Math.min(0, bucket.le)
  const before = below?.count ?? 0
  if (bucket.count === before) return bucket.le
  return from + (bucket.le - from) * ((rank - before) / (bucket.count - before))
}
