import { type Estimate, estimateRatio } from './estimate.ts'
import { COMPARED, type Compared, type Round, worseBy } from './round.ts'

/** More than this is a regression. */
export const ALLOWED_RATIO = 1.05
/** Several figures are looked at, and more than once: each alone must be surer than the whole. */
const CONFIDENCE = 0.99

export interface FigureVerdict extends Estimate {
  readonly figure: Compared
  /**
   * `worse`: by more than five per cent, and surely worse at all. `unsure`: by more than five per cent, and it may be
   * noise. `fine`: neither.
   */
  readonly verdict: 'fine' | 'unsure' | 'worse'
}

export function judgeRounds(rounds: readonly Round[]): readonly FigureVerdict[] {
  return COMPARED.map((figure) => {
    const estimate = estimateRatio(
      rounds.map((round) => worseBy(round, figure)),
      CONFIDENCE,
    )
    const isOver = estimate.ratio > ALLOWED_RATIO
    return { figure, ...estimate, verdict: isOver ? (estimate.low > 1 ? 'worse' : 'unsure') : 'fine' }
  })
}

/** Whether further rounds could change what the rounds so far say: something looks worse, and they are not too many. */
export function wantsMoreRounds(rounds: readonly Round[], least: number, most: number): boolean {
  if (rounds.length < least) return true
  if (rounds.length >= most) return false
  return judgeRounds(rounds).some(({ verdict }) => verdict !== 'fine')
}
