/** Samples of a Prometheus page: sums over the series of a name, and histogram buckets by upper bound. */
export interface Scrape {
  /** Over all series; 0 for a name that is not there. */
  sum(name: string): number
  /** Over the series with the same value of a label, those that are not 0. */
  sumsBy(name: string, label: string): Readonly<Record<string, number>>
  buckets(name: string): ReadonlyMap<number, number>
}

const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? ([^ ]+)$/
const UPPER_BOUND = /(?:^|,)le="([^"]+)"/

export function parseScrape(page: string): Scrape {
  const sums = new Map<string, number>()
  const series: { readonly name: string; readonly labels: string; readonly value: number }[] = []
  const histograms = new Map<string, Map<number, number>>()
  for (const line of page.split('\n')) {
    const match = SAMPLE.exec(line)
    if (match === null) continue
    const [, name = '', labels = '', text = ''] = match
    const value = Number(text)
    sums.set(name, (sums.get(name) ?? 0) + value)
    if (value !== 0) series.push({ name, labels, value })
    const bound = UPPER_BOUND.exec(labels)?.[1]
    if (bound === undefined) continue
    const buckets = histograms.get(name) ?? new Map<number, number>()
    const upper = bound === '+Inf' ? Number.POSITIVE_INFINITY : Number(bound)
    buckets.set(upper, (buckets.get(upper) ?? 0) + value)
    histograms.set(name, buckets)
  }
  return {
    sum: (name) => sums.get(name) ?? 0,
    sumsBy(name, label) {
      const pattern = new RegExp(`(?:^|,)${label}="([^"]*)"`)
      const byValue: Record<string, number> = {}
      for (const { name: other, labels, value } of series) {
        const found = other === name ? pattern.exec(labels)?.[1] : undefined
        if (found !== undefined) byValue[found] = (byValue[found] ?? 0) + value
      }
      return byValue
    },
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
