import type { BudgetVerdict } from './budgets.ts'
import type { FigureVerdict } from './judge-rounds.ts'

/**
 * `failed`: something is worse, may be far worse, or breaks a budget. `unsure`: not that, but something looks worse and
 * may be noise. `passed`: neither.
 */
export type Outcome = 'passed' | 'unsure' | 'failed'

export function outcomeOf(figures: readonly FigureVerdict[], budgets: readonly BudgetVerdict[]): Outcome {
  if (figures.length === 0 || budgets.some(({ kept }) => !kept)) return 'failed'
  const verdicts = new Set(figures.map(({ verdict }) => verdict))
  if (verdicts.has('worse') || verdicts.has('too_noisy')) return 'failed'
  return verdicts.has('unsure') ? 'unsure' : 'passed'
}
