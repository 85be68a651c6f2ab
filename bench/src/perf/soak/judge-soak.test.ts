import { expect, test } from 'vitest'
import { judgeSoak, type SoakFacts } from './judge-soak.ts'

const RIGHT: SoakFacts = {
  date: '2026-11-30T00:00:00.000Z',
  commit: 'a',
  modified: false,
  machine: { cores: 2, cpu: '', memory_gb: 8, kernel: '', node: '', load_before: 0 },
  minutes: 30,
  rate: 2_000,
  chaos: { cut: 1, reset: 1, refused: 1, silent: 1, paused: 1, clients: 1, blocks: 1 },
  kills: 1,
  ready_after_kill_ms: 900,
  events: 100,
  transactions: 30,
  sequence: { connections: 2, faults: [] },
  identity: { looks: 3, announced: 30, faults: [] },
  ids: { checked: 30, lost: 0, lostAtKill: 0, examples: [], accountedLosses: 0 },
  clickhouse: { rows: 100, numbers: 100, last: 100 },
  rss: Array.from({ length: 1_800 }, (_, atS) => ({ atS, value: 600 + (atS % 3) })),
}

test('a run in which all is well has no failures', () => {
  expect(judgeSoak(RIGHT).failures).toEqual([])
})

test.each<[string, Partial<SoakFacts>, string]>([
  ['checked no hash', { ids: { ...RIGHT.ids, checked: 0 } }, 'no hash was checked'],
  [
    'found an empty accounting',
    { identity: { looks: 3, announced: 0, faults: [] } },
    'no announcement was in the accounting',
  ],
  ['measured no memory', { rss: RIGHT.rss.map(({ atS }) => ({ atS, value: 0 })) }, 'was not measured'],
  ['paused nothing', { chaos: { ...RIGHT.chaos, paused: 0 } }, 'too short for: paused'],
  ['lost a row', { clickhouse: { rows: 99, numbers: 99, last: 100 } }, 'does not hold each event once'],
  ['ended before the last event', { clickhouse: { rows: 90, numbers: 90, last: 90 } }, 'does not hold each'],
  ['lost a hash', { ids: { ...RIGHT.ids, lost: 1 } }, '1 hashes lost, 0 accounted for'],
  ['grew', { rss: RIGHT.rss.map(({ atS }) => ({ atS, value: 600 + atS / 5 })) }, 'resident memory grows'],
])('a run that %s fails', (_, change, failure) => {
  expect(judgeSoak({ ...RIGHT, ...change }).failures).toContainEqual(expect.stringContaining(failure))
})
