/** A ratio, and between what it lies with the asked confidence. */
export interface Estimate {
  readonly ratio: number
  readonly low: number
  readonly high: number
}

const RESAMPLES = 1_000

/**
 * Estimates the ratio behind paired rounds: the middle of all means of two (Hodges and Lehmann), of logarithms, since
 * one round that a noisy neighbour spoiled must not decide; with an interval by bootstrap over the rounds. The same
 * rounds give the same answer.
 * @param ratios positive, one a round
 * @param confidence 0.95 for an interval that the truth is outside of one time in twenty
 */
export function estimateRatio(ratios: readonly number[], confidence: number): Estimate {
  const logs = ratios.map(Math.log)
  const random = createRandom(ratios.length)
  const resampled = Float64Array.from({ length: RESAMPLES }, () =>
    middle(logs.map(() => logs[Math.floor(random() * logs.length)] ?? 0)),
  ).sort()
  const at = (share: number): number =>
    Math.exp(resampled[Math.min(RESAMPLES - 1, Math.floor(share * RESAMPLES))] ?? 0)
  const tail = (1 - confidence) / 2
  return { ratio: Math.exp(middle(logs)), low: at(tail), high: at(1 - tail) }
}

function middle(values: readonly number[]): number {
  const means = new Float64Array((values.length * (values.length + 1)) / 2)
  let count = 0
  for (let i = 0; i < values.length; i += 1) {
    for (let j = i; j < values.length; j += 1) means[count++] = ((values[i] ?? 0) + (values[j] ?? 0)) / 2
  }
  means.sort()
  const half = means.length >> 1
  const upper = means[half] ?? Number.NaN
  return means.length % 2 === 1 ? upper : ((means[half - 1] ?? upper) + upper) / 2
}

/** A small generator (mulberry32): no figure here depends on luck that cannot be had again. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
