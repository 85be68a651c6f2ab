/** Something that was ranked, and what it was truly worth. */
export interface Ranked {
  /** The rank is by score, highest first; of equal ones by `id`. */
  readonly score: number
  readonly id: string
  /** At least 0. */
  readonly truth: number
}

/**
 * Normalised discounted cumulative gain of the first `k`: 1 for the best order there is, with the truth as the gain.
 * `null` when nothing is worth anything.
 */
export function ndcg(items: readonly Ranked[], k: number): number | null {
  const best = gain(
    [...items].sort((a, b) => b.truth - a.truth),
    k,
  )
  return best === 0 ? null : gain(ranked(items), k) / best
}

/** Share of the first `k` that are among the `k` of the largest truth; `null` when there are none. */
export function precisionAt(items: readonly Ranked[], k: number): number | null {
  const size = Math.min(k, items.length)
  if (size === 0) return null
  const least = [...items].sort((a, b) => b.truth - a.truth)[size - 1]?.truth ?? 0
  const hits = ranked(items)
    .slice(0, size)
    .filter(({ truth }) => truth >= least).length
  return hits / size
}

/**
 * Mean, over those with a truth, of the share of such among all that are ranked no lower: 1 when they come first, about their
 * share of all when the order is chance. `null` when there are none.
 */
export function averagePrecision(items: readonly Ranked[]): number | null {
  let hits = 0
  let sum = 0
  ranked(items).forEach(({ truth }, index) => {
    if (truth > 0) sum += ++hits / (index + 1)
  })
  return hits === 0 ? null : sum / hits
}

function ranked(items: readonly Ranked[]): readonly Ranked[] {
  return [...items].sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
}

function gain(items: readonly Ranked[], k: number): number {
  return items.slice(0, k).reduce((sum, { truth }, index) => sum + truth / Math.log2(index + 2), 0)
}
