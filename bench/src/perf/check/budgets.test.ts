import { expect, test } from 'vitest'
import { judgeBudgets } from './budgets.ts'
import type { RoundFigures } from './round.ts'

const figures = (changes: Partial<RoundFigures> = {}): RoundFigures => ({
  txPerSecond: 15_000,
  p99Ms: 20,
  cpuUsPerTx: 60,
  snapshotMs: 4,
  visibleP99Ms: 30,
  dropRatio: 0,
  ...changes,
})
const broken = (heads: readonly RoundFigures[]): readonly string[] =>
  judgeBudgets(heads.map((head) => ({ base: figures(), head })))
    .filter(({ kept }) => !kept)
    .map(({ name }) => name.split(',')[0] ?? '')

test('a head keeps its budgets when its best round does', () => {
  expect(broken([figures({ snapshotMs: 40 }), figures({ snapshotMs: 50 }), figures()])).toEqual([])
})

test.each([
  [{ visibleP99Ms: 100 }, 'ingest to visible p99 at 10'],
  [{ dropRatio: 0.006 }, 'drop ratio at steady load'],
  [{ snapshotMs: 5.1 }, 'snapshot'],
])('%o breaks its budget whatever the base did', (changes, name) => {
  expect(broken([figures(changes), figures(changes)])).toEqual([name])
})
