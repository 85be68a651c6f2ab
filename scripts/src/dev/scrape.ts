/** Samples of a Prometheus page: the sum over all series of a name, and histogram buckets by upper bound. */
export interface Scrape {
  sum(name: string): number
  buckets(name: string): ReadonlyMap<number, number>
}

const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? ([^ ]+)$/
const UPPER_BOUND = /(?:^|,)le="([^"]+)"/

export function parseScrape(page: string): Scrape {
  const sums = new Map<string, number>()
  const histograms = new Map<string, Map<number, number>>()
  for (const line of page.split('\n')) {
    const match = SAMPLE.exec(line)
    if (match === null) continue
    const [, name = '', labels = '', text = ''] = match
    const value = Number(text)
    sums.set(name, (sums.get(name) ?? 0) + value)
    const bound = UPPER_BOUND.exec(labels)?.[1]
    if (bound === undefined) continue
    const buckets = histograms.get(name) ?? new Map<number, number>()
    const upper = bound === '+Inf' ? Number.POSITIVE_INFINITY : Number(bound)
    buckets.set(upper, (buckets.get(upper) ?? 0) + value)
    histograms.set(name, buckets)
  }
  return {
    sum: (name) => sums.get(name) ?? 0,
    buckets: (name) => histograms.get(`${name}_bucket`) ?? new Map(),
  }
}

/**
 * The upper bound below which `share` of the observations between two scrapes lie, in the histogram's unit;
 * `null` when there were none.
 */
export function quantileBetween(
  before: ReadonlyMap<number, number>,
  after: ReadonlyMap<number, number>,
  share: number,
): number | null {
  const bounds = [...after.keys()].sort((a, b) => a - b)
  const counts = bounds.map((bound) => (after.get(bound) ?? 0) - (before.get(bound) ?? 0))
  const total = counts.at(-1) ?? 0
  if (total <= 0) return null
  const index = counts.findIndex((count) => count >= total * share)
  return bounds[index] ?? null
}
