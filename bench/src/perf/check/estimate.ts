/** A ratio, and between what it lies. */
export interface Estimate {
  readonly ratio: number
  readonly low: number
  readonly high: number
  /** How sure the interval is: at least what was asked, or what so few rounds can give. 0.99 is one miss in a hundred. */
  readonly confidence: number
}

/**
 * Estimates the ratio behind paired rounds: the middle of all means of two (Hodges and Lehmann), of logarithms, since
 * one round that a noisy neighbour spoiled must not decide. The interval is the one of the signed-rank test (Wilcoxon):
 * it misses no more often than it says whatever the noise is like, as long as it treats both sides alike. A bootstrap
 * over so few rounds misses several times as often.
 * @param ratios positive, one a round
 * @param confidence wanted; six rounds give 0.968, eight 0.992
 * @throws RangeError for no ratios, or one that is not positive and finite
 */
export function estimateRatio(ratios: readonly number[], confidence: number): Estimate {
  const wrong = ratios.find((ratio) => !(Number.isFinite(ratio) && ratio > 0))
  if (ratios.length === 0 || wrong !== undefined) {
    throw new RangeError(`${wrong ?? 'none'} of ${ratios.length} ratios: must be positive numbers`)
  }
  const means = meansOfTwo(ratios.map(Math.log))
  const { outside, share } = outermost(ratios.length, (1 - confidence) / 2)
  return {
    ratio: Math.exp(middleOf(means)),
    low: Math.exp(means[outside - 1] ?? Number.NaN),
    high: Math.exp(means[means.length - outside] ?? Number.NaN),
    confidence: 1 - 2 * share,
  }
}

/** Of all pairs, each value with itself among them, sorted. */
function meansOfTwo(values: readonly number[]): Float64Array {
  const means = values.flatMap((a, index) => values.slice(index).map((b) => (a + b) / 2))
  return Float64Array.from(means).sort()
}

function middleOf(sorted: Float64Array): number {
  const half = sorted.length >> 1
  const upper = sorted[half] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? upper) + upper) / 2
}

/**
 * How far from either end of the sorted means the interval ends, from 1 for the very ends, and how often the truth lies
 * beyond one of them: as often as the ranks of heads in tosses of a coin sum up to less than that.
 */
function outermost(rounds: number, tail: number): { readonly outside: number; readonly share: number } {
  const ways = waysToSum(rounds)
  const all = 2 ** rounds
  let outside = 1
  let below = ways[0] ?? 0
  while ((below + (ways[outside] ?? all)) / all <= tail) {
    below += ways[outside] ?? 0
    outside += 1
  }
  return { outside, share: below / all }
}

/** In how many ways some of the numbers 1 … n give each sum. */
function waysToSum(n: number): readonly number[] {
  const ways = new Array<number>((n * (n + 1)) / 2 + 1).fill(0)
  ways[0] = 1
  for (let rank = 1; rank <= n; rank += 1) {
    for (let sum = ways.length - 1; sum >= rank; sum -= 1)
      ways[sum] = (ways[sum] ?? 0) + (ways[sum - rank] ?? 0)
  }
  return ways
}
