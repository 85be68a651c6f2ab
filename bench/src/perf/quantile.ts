/** Of sorted values; NaN when there is none. @param share 0.99 for the 99th percentile, 1 for the largest */
export function quantileOf(sorted: Float64Array, share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}

/** Of what a histogram counted between two scrapes, evenly spread within each bucket; `null` when it counted nothing. */
export function histogramQuantile(
  before: ReadonlyMap<number, number>,
  after: ReadonlyMap<number, number>,
  share: number,
): number | null {
  const bounds = [...after.keys()].sort((a, b) => a - b)
  const counts = bounds.map((bound) => (after.get(bound) ?? 0) - (before.get(bound) ?? 0))
  const wanted = (counts.at(-1) ?? 0) * share
  if (wanted <= 0) return null
  const index = counts.findIndex((count) => count >= wanted)
  const low = bounds[index - 1] ?? 0
  const high = bounds[index] ?? low
  if (!Number.isFinite(high)) return low
  const below = counts[index - 1] ?? 0
  return low + (high - low) * ((wanted - below) / Math.max(1, (counts[index] ?? 0) - below))
}
