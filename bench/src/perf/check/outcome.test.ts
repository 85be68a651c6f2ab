import { expect, test } from 'vitest'
import type { BudgetVerdict } from './budgets.ts'
import type { FigureVerdict } from './judge-rounds.ts'
import { outcomeOf } from './outcome.ts'
import { resultText } from './result-text.ts'
import { roundsOf, TYPICAL } from './testing/rounds.ts'

const figure = (verdict: FigureVerdict['verdict']): FigureVerdict => ({
  figure: 'p99Ms',
  ratio: 1.1,
  low: 0.9,
  high: 1.2,
  confidence: 0.99,
  verdict,
})
const budget = (kept: boolean): BudgetVerdict => ({ name: 'snapshot', limit: 5, head: 5.5, base: null, kept })

test.each([
  [['fine', 'fine'], true, 'passed', 'passed: nothing looks worse'],
  [['fine', 'unsure'], true, 'unsure', 'passed with a WARNING: looks worse'],
  [['unsure', 'too_noisy'], true, 'failed', 'FAILED\nlooks worse by more than +25.0 %'],
  [['unsure', 'worse'], true, 'failed', 'FAILED\nworse by more than +5.0 %'],
  [['fine', 'fine'], false, 'failed', 'FAILED\nbudget broken: snapshot'],
  [['unsure', 'fine'], false, 'failed', 'FAILED\nbudget broken: snapshot'],
] as const)('figures %j and a budget kept: %j is %s, and says why', (verdicts, kept, outcome, text) => {
  const figures = verdicts.map(figure)
  const budgets = [budget(true), budget(kept)]
  expect(outcomeOf(figures, budgets)).toBe(outcome)
  expect(resultText({ rounds: roundsOf([TYPICAL]), figures, budgets, outcome })).toContain(text)
})

test('nothing compared is nothing passed', () => {
  expect(outcomeOf([], [budget(true)])).toBe('failed')
})
