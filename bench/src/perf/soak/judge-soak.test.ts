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
  behind_at_kill_s: 0.1,
  ready_after_kill_ms: 900,
  events: 100,
  transactions: 30,
  sequence: { connections: 2, faults: [] },
  identity: { looks: 3, announced: 30, faults: [] },
  sight: { told: 30, untold: 3, longestBlindS: 3, seesAtEnd: true },
  ids: {
    checked: 30,
    decoded: 28,
    rejected: 0,
    dropped: 1,
    droppedUnexcused: 0,
    lostAtKill: 1,
    lost: 0,
    examples: [],
  },
  clickhouse: { rows: 100, numbers: 100, last: 100, decoded: 30 },
  rss: Array.from({ length: 1_800 }, (_, atS) => ({ atS, value: 600 + (atS % 3) })),
}

test('a run in which all is well has no failures', () => {
  expect(judgeSoak(RIGHT).failures).toEqual([])
})

const memory = (toMb: (sample: { atS: number; value: number }) => number): Partial<SoakFacts> => ({
  rss: RIGHT.rss.map((sample) => ({ ...sample, value: toMb(sample) })),
})

test.each<[string, Partial<SoakFacts>, string]>([
  ['checked no hash', { ids: { ...RIGHT.ids, checked: 0 } }, 'no hash was checked'],
  ['checked some hashes', { sight: { ...RIGHT.sight, told: 31 } }, '30 of 31 told hashes were checked'],
  [
    'found an empty accounting',
    { identity: { looks: 3, announced: 0, faults: [] } },
    'no announcement was in the accounting',
  ],
  ['measured no memory', memory(() => 0), 'was not measured'],
  ['measured memory until the kill', memory(({ atS, value }) => (atS < 540 ? value : 0)), 'was not measured'],
  [
    'looked at memory for the first half',
    { rss: RIGHT.rss.filter(({ atS }) => atS < 900) },
    'was not measured',
  ],
  ['paused nothing', { chaos: { ...RIGHT.chaos, paused: 0 } }, 'too short for: paused'],
  ['never refused', { chaos: { ...RIGHT.chaos, refused: 0 } }, 'too short for: refused'],
  [
    'lost a row',
    { clickhouse: { rows: 99, numbers: 99, last: 100, decoded: 30 } },
    'does not hold each event once',
  ],
  [
    'ended before the last event',
    { clickhouse: { rows: 90, numbers: 90, last: 90, decoded: 30 } },
    'does not hold each',
  ],
  [
    'stored another kind',
    { clickhouse: { rows: 100, numbers: 100, last: 100, decoded: 29 } },
    'does not hold each',
  ],
  ['stored nothing in time', { clickhouse: null }, 'did not get every event'],
  ['lost a hash', { ids: { ...RIGHT.ids, decoded: 27, lost: 1 } }, '1 hashes without an outcome'],
  [
    'lost as many hashes as it dropped',
    { ids: { ...RIGHT.ids, decoded: 27, dropped: 1, lost: 1 } },
    '1 hashes without an outcome',
  ],
  ['dropped for nothing', { ids: { ...RIGHT.ids, droppedUnexcused: 1 } }, '1 hashes were dropped'],
  ['rejected a body', { ids: { ...RIGHT.ids, decoded: 27, rejected: 1 } }, '1 sound bodies were rejected'],
  ['miscounted', { ids: { ...RIGHT.ids, decoded: 27 } }, '30 hashes were checked, and 29 came out'],
  ['did not come back', { sight: { ...RIGHT.sight, seesAtEnd: false } }, 'nobody was subscribed at the end'],
  ['came back late', { sight: { ...RIGHT.sight, longestBlindS: 16 } }, 'for 16 s'],
  ['was told too little', { sight: { ...RIGHT.sight, untold: 31 } }, 'only 30 hashes'],
  ['grew', memory(({ atS }) => 600 + atS / 5), 'resident memory grows'],
])('a run that %s fails', (_, change, failure) => {
  expect(judgeSoak({ ...RIGHT, ...change }).failures).toContainEqual(expect.stringContaining(failure))
})
