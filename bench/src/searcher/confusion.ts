/** How often what is true was taken for what. */
export interface Confusion {
  add(truth: string, predicted: string): void
  /** Everything that occurred, the most frequent truth first. */
  classes(): readonly string[]
  count(truth: string, predicted: string): number
  result(name: string): ClassResult
  /** Share of all that was taken for what it is; `null` when there is nothing. */
  accuracy(): number | null
  total(): number
}

interface ClassResult {
  readonly truths: number
  readonly predictions: number
  readonly hits: number
  /** Of what was taken for it, the share that is it; `null` when nothing was. */
  readonly precision: number | null
  /** Of what is it, the share that was taken for it; `null` when nothing is. */
  readonly recall: number | null
}

export function createConfusion(): Confusion {
  const rows = new Map<string, Map<string, number>>()
  const truths = new Map<string, number>()
  const predictions = new Map<string, number>()
  let total = 0
  let hits = 0
  const count = (truth: string, predicted: string): number => rows.get(truth)?.get(predicted) ?? 0
  return {
    add(truth, predicted) {
      const row = rows.get(truth) ?? new Map<string, number>()
      rows.set(truth, row)
      for (const [counts, name] of [
        [row, predicted],
        [truths, truth],
        [predictions, predicted],
      ] as const)
        counts.set(name, (counts.get(name) ?? 0) + 1)
      total += 1
      if (truth === predicted) hits += 1
    },
    classes() {
      const names = [...new Set([...truths.keys(), ...predictions.keys()])]
      return names.sort((a, b) => (truths.get(b) ?? 0) - (truths.get(a) ?? 0) || (a < b ? -1 : a > b ? 1 : 0))
    },
    count,
    result(name) {
      const is = truths.get(name) ?? 0
      const taken = predictions.get(name) ?? 0
      const both = count(name, name)
      return {
        truths: is,
        predictions: taken,
        hits: both,
        precision: taken === 0 ? null : both / taken,
        recall: is === 0 ? null : both / is,
      }
    },
    accuracy: () => (total === 0 ? null : hits / total),
    total: () => total,
  }
}
