import { table } from '../report/tables.ts'
import { ALLOWED_RATIO, type FigureVerdict, TOLERATED_RATIO } from './judge-rounds.ts'
import type { Compared } from './round.ts'
import type { CheckResult } from './run-check.ts'

const NAMES: Readonly<Record<Compared, string>> = {
  txPerSecond: 'transactions per second, saturated',
  p99Ms: 'announce to client p99, steady',
  cpuUsPerTx: 'processor time per transaction, steady',
  snapshotMs: 'snapshot p50',
}
const VERDICTS: Readonly<Record<FigureVerdict['verdict'], string>> = {
  fine: 'fine',
  unsure: 'UNSURE',
  too_noisy: 'TOO NOISY',
  worse: 'WORSE',
}

const percent = (ratio: number): string => `${ratio >= 1 ? '+' : ''}${((ratio - 1) * 100).toFixed(1)} %`
const figureText = (value: number | null): string => value?.toFixed(3) ?? 'too much lost'

export function resultText(result: CheckResult): string {
  const { rounds, figures, budgets } = result
  const sure = Math.min(...figures.map(({ confidence }) => confidence))
  return [
    table([
      [
        `${rounds.length} rounds; more is worse`,
        'head to base',
        `${(sure * 100).toFixed(1)} % between`,
        'and',
        '',
      ],
      ...figures.map(({ figure, ratio, low, high, verdict }) => [
        NAMES[figure],
        percent(ratio),
        percent(low),
        percent(high),
        VERDICTS[verdict],
      ]),
    ]),
    table([
      ['budget', 'limit', 'head', 'base', ''],
      ...budgets.map(({ name, limit, head, base, kept }) => [
        name,
        `< ${limit}`,
        figureText(head),
        figureText(base),
        kept ? 'kept' : 'BROKEN',
      ]),
    ]),
    summary(result),
  ].join('\n\n')
}

function summary({ figures, budgets, outcome }: CheckResult): string {
  const named = (verdict: FigureVerdict['verdict']): string =>
    figures.flatMap((each) => (each.verdict === verdict ? [NAMES[each.figure]] : [])).join('; ')
  const allowed = percent(ALLOWED_RATIO)
  const unsure = `looks worse by more than ${allowed}, which may be noise; measure again: ${named('unsure')}`
  switch (outcome) {
    case 'passed':
      return `passed: nothing looks worse by more than ${allowed}, and the budgets are kept`
    case 'unsure':
      return `passed with a WARNING: ${unsure}`
    case 'failed': {
      const broken = budgets.flatMap(({ name, kept }) => (kept ? [] : [name])).join('; ')
      const reasons = [
        [named('worse'), `worse by more than ${allowed}: ${named('worse')}`],
        [
          named('too_noisy'),
          `looks worse by more than ${percent(TOLERATED_RATIO)}, and noise is too great to tell; measure on a quieter machine: ${named('too_noisy')}`,
        ],
        [broken, `budget broken: ${broken}`],
        [named('unsure'), unsure],
      ]
      return ['FAILED', ...reasons.flatMap(([is, text]) => (is === '' ? [] : [text]))].join('\n')
    }
  }
}
