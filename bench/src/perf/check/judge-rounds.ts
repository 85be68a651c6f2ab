import { type Estimate, estimateRatio } from './estimate.ts'
import { COMPARED, type Compared, type Round, worseBy } from './round.ts'

/** More than this is a regression. */
export const ALLOWED_RATIO = 1.05
/** More than this fails also where noise is too great to confirm it: it is five times what is allowed. */
export const TOLERATED_RATIO = 1.25
/** Several figures are looked at: each alone must be surer than the whole. */
const CONFIDENCE = 0.99
/** So near to a regression, a few rounds more may show one. */
const NEAR_RATIO = 1.03
/** Fewer say nothing of noise: all of them must agree for 97 %. */
export const LEAST_ROUNDS = 6

export interface FigureVerdict extends Estimate {
  readonly figure: Compared
  /**
   * `fine`: not worse by more than five per cent. Else `worse`: surely worse at all. `unsure`: it may be noise.
   * `too_noisy`: it may be noise, and is too much to be let pass as such.
   */
  readonly verdict: 'fine' | 'unsure' | 'too_noisy' | 'worse'
}

/** @throws RangeError for fewer rounds than {@link LEAST_ROUNDS}, or a figure that was not measured */
export function judgeRounds(rounds: readonly Round[]): readonly FigureVerdict[] {
  if (rounds.length < LEAST_ROUNDS) {
    throw new RangeError(`${rounds.length} rounds: a verdict needs ${LEAST_ROUNDS}`)
  }
  return COMPARED.map((figure) => {
    const ratios = rounds.map((round) => worseBy(round, figure))
    const estimate = estimateRatio(ratios, CONFIDENCE)
    return { figure, ...estimate, verdict: verdictOf(estimate) }
  })
}

function verdictOf({ ratio, low }: Estimate): FigureVerdict['verdict'] {
  if (ratio <= ALLOWED_RATIO) return 'fine'
  if (low > 1) return 'worse'
  return ratio <= TOLERATED_RATIO ? 'unsure' : 'too_noisy'
}

/**
 * Whether further rounds could change what the rounds so far say: something is near to a regression, and they are not
 * too many. Each side goes first as often as the other.
 */
export function wantsMoreRounds(rounds: readonly Round[], least: number, most: number): boolean {
  if (rounds.length < least || rounds.length % 2 === 1) return true
  if (rounds.length >= most) return false
  return judgeRounds(rounds).some(({ ratio }) => ratio > NEAR_RATIO)
}

/** @throws RangeError for numbers of rounds that tell nothing, or with which one side goes first more often */
export function requireRounds(...counts: readonly number[]): void {
  for (const count of counts) {
    if (!(count >= LEAST_ROUNDS && count % 2 === 0)) {
      throw new RangeError(`${count} rounds: must be an even number from ${LEAST_ROUNDS}`)
    }
  }
}
