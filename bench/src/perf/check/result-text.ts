import { table } from '../report/tables.ts'
import { ALLOWED_RATIO } from './judge-rounds.ts'
import type { Compared } from './round.ts'
import type { CheckResult } from './run-check.ts'

const NAMES: Readonly<Record<Compared, string>> = {
  txPerSecond: 'transactions per second, saturated',
  p99Ms: 'announce to client p99, steady',
  cpuUsPerTx: 'processor time per transaction, steady',
  snapshotMs: 'snapshot p50',
}

const percent = (ratio: number): string => `${ratio >= 1 ? '+' : ''}${((ratio - 1) * 100).toFixed(1)} %`

export function resultText({ rounds, figures, budgets, passed }: CheckResult): string {
  return [
    table([
      [`${rounds.length} rounds; more is worse`, 'head to base', '99 % between', 'and', ''],
      ...figures.map(({ figure, ratio, low, high, verdict }) => [
        NAMES[figure],
        percent(ratio),
        percent(low),
        percent(high),
        verdict === 'worse' ? 'WORSE' : verdict,
      ]),
    ]),
    table([
      ['budget', 'limit', 'head', 'base', ''],
      ...budgets.map(({ name, limit, head, base, kept }) => [
        name,
        `< ${limit}`,
        head.toFixed(3),
        base.toFixed(3),
        kept ? 'kept' : 'BROKEN',
      ]),
    ]),
    passed
      ? `passed: nothing is surely worse by more than ${percent(ALLOWED_RATIO)}, and the budgets are kept`
      : 'FAILED',
  ].join('\n\n')
}
