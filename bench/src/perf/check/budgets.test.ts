import { expect, test } from 'vitest'
import { judgeBudgets } from './budgets.ts'
import type { RoundFigures } from './round.ts'
import { roundsOf, TYPICAL } from './testing/rounds.ts'

const VISIBLE = 'ingest to visible p99 at 10,000 tx/s, ms'
const DROPS = 'drop ratio at steady load'
const SNAPSHOT = 'snapshot, ms'

/** What a head breaks that has these figures in so many of its rounds. */
const broken = (changes: Partial<RoundFigures>, rounds: number, of: number): readonly string[] =>
  judgeBudgets(
    roundsOf(
      Array.from({ length: of }, (_, index) => (index < rounds ? { ...TYPICAL, ...changes } : TYPICAL)),
    ),
  ).flatMap(({ name, kept }) => (kept ? [] : [name]))

test.each<[Partial<RoundFigures>, string]>([
  [{ visibleP99Ms: 100 }, VISIBLE],
  [{ dropRatio: 0.006 }, DROPS],
  [{ snapshotMs: 5.1 }, SNAPSHOT],
  [{ visibleP99Ms: Number.NaN, dropRatio: Number.NaN }, `${VISIBLE} ${DROPS}`],
])('%o in every round breaks its budget whatever the base did', (changes, names) => {
  expect(broken(changes, 6, 6).join(' ')).toBe(names)
})

test('a head that loses in half of its rounds has lost its budget, a lucky round or not', () => {
  expect(broken({ dropRatio: 0.01 }, 11, 12)).toEqual([DROPS])
  expect(broken({ dropRatio: 0.01 }, 3, 6)).toEqual([DROPS])
  expect(broken({ dropRatio: 0.01 }, 2, 6)).toEqual([])
})

test('times are kept by more than a quarter of the rounds: neighbours slow the others down', () => {
  expect(broken({ visibleP99Ms: 400, snapshotMs: 50 }, 4, 6)).toEqual([])
  expect(broken({ visibleP99Ms: 400, snapshotMs: 50 }, 5, 6)).toEqual([VISIBLE, SNAPSHOT])
  expect(broken({ visibleP99Ms: 400, snapshotMs: 50 }, 8, 12)).toEqual([])
  expect(broken({ visibleP99Ms: 400, snapshotMs: 50 }, 9, 12)).toEqual([VISIBLE, SNAPSHOT])
})

test('the p99 of what is left is no p99 when a hundredth was lost', () => {
  expect(broken({ visibleP99Ms: 5, budgetDropRatio: 0.01 }, 6, 6)).toEqual([VISIBLE])
  expect(broken({ visibleP99Ms: 5, budgetDropRatio: 0.009 }, 6, 6)).toEqual([])
  const [verdict] = judgeBudgets(roundsOf([{ ...TYPICAL, budgetDropRatio: 0.5 }]))
  expect(verdict).toMatchObject({ head: null, base: TYPICAL.visibleP99Ms })
})

test('without rounds nothing is kept', () => {
  expect(judgeBudgets([]).some(({ kept }) => kept)).toBe(false)
})
