import { type MetricSample, noopLogger } from '@org/events'
import { describe, expect, test } from 'vitest'
import { toPromQl } from '../figures/promql.ts'
import { runbookOf } from './alert-rule.ts'
import { ALERT_RULES } from './alert-rules.ts'
import { createSelfWatch } from './self-watch.ts'

const SOURCE = { chain_id: 1, source_id: 'geth-a' }
const CHAIN = { chain_id: 1 }
const of = (name: string, value: number, labels: MetricSample['labels'] = {}): MetricSample => ({
  name: `mevscope_${name}`,
  labels,
  value,
})
/** A histogram that saw so many values, all of them within the bucket up to `le`. */
const histogram = (name: string, le: number, count: number): readonly MetricSample[] =>
  [0.1, 1, 4]
    .map((bound) => of(`${name}_bucket`, bound >= le ? count : 0, { le: bound }))
    .concat([of(`${name}_bucket`, count, { le: '+Inf' })])

/** Metrics after so many seconds, with nothing wrong. */
type Metrics = (second: number) => readonly MetricSample[]
const WELL: Metrics = (second) => [
  of('ingest_silent_seconds', 3, { ...SOURCE, mempool: 'public' }),
  of('ingest_silent_seconds', 9_000, { ...SOURCE, chain_id: 2, mempool: 'private' }),
  of('ingest_open_gap_seconds', 0, SOURCE),
  of('ingest_coverage_ratio', 0.8, CHAIN),
  of('ingest_coverage_baseline_ratio', 0.85, CHAIN),
  // Seen little anyway: not judged.
  of('ingest_coverage_ratio', 0, { chain_id: 2 }),
  of('ingest_coverage_baseline_ratio', 0.04, { chain_id: 2 }),
  of('ingest_rejects_total', second, { ...SOURCE, reason: 'malformed_body' }),
  of('ingest_fetched_total', 30 * second, SOURCE),
  of('ingest_drops_total', second, { ...SOURCE, reason: 'not_found' }),
  of('ingest_drops_total', 0, { ...SOURCE, reason: 'fetch_queue_full' }),
  of('ingest_queue_depth', 100, SOURCE),
  of('ingest_queue_capacity', 1_000, SOURCE),
  of('storage_queue_depth', 10, {}),
  of('storage_queue_capacity', 1_000, {}),
  of('storage_commit_seconds', 0.01),
  of('storage_clickhouse_lag_seconds', 0.3),
  of('storage_clickhouse_dead_letters_total', 0),
  of('stream_slow_disconnects_total', 0),
  ...histogram('ingest_to_visible_seconds', 0.1, 100 * second),
  ...histogram('storage_wal_fsync_seconds', 0.1, 100 * second),
]

/** The well ones with these in their place. */
const but =
  (changed: Metrics): Metrics =>
  (second) => {
    const others = changed(second)
    const names = new Set(others.map(({ name, labels }) => name + JSON.stringify(labels)))
    return [
      ...WELL(second).filter(({ name, labels }) => !names.has(name + JSON.stringify(labels))),
      ...others,
    ]
  }

/** By alert: what is nearly wrong, what is, and after how many seconds it is told. */
const CASES: Readonly<Record<string, readonly [nearly: Metrics, wrong: Metrics, within: number]>> = {
  SourceSilent: [
    but(() => [of('ingest_silent_seconds', 59, { ...SOURCE, mempool: 'public' })]),
    but(() => [of('ingest_silent_seconds', 61, { ...SOURCE, mempool: 'public' })]),
    0,
  ],
  GapOpen: [
    but(() => [of('ingest_open_gap_seconds', 29, SOURCE)]),
    but(() => [of('ingest_open_gap_seconds', 31, SOURCE)]),
    0,
  ],
  CoverageDrop: [
    but(() => [of('ingest_coverage_ratio', 0.65, CHAIN)]),
    but(() => [of('ingest_coverage_ratio', 0.6, CHAIN)]),
    120,
  ],
  DecodeFailures: [
    but((second) => [of('ingest_rejects_total', 1.5 * second, { ...SOURCE, reason: 'malformed_body' })]),
    but((second) => [of('ingest_rejects_total', 2 * second, { ...SOURCE, reason: 'malformed_body' })]),
    65,
  ],
  IngestLag: [
    but((second) => histogram('ingest_to_visible_seconds', 1, 100 * second)),
    but((second) => histogram('ingest_to_visible_seconds', 4, 100 * second)),
    65,
  ],
  FetchQueueSaturated: [
    but(() => [of('ingest_queue_depth', 790, SOURCE)]),
    but(() => [of('ingest_queue_depth', 810, SOURCE)]),
    30,
  ],
  StorageQueueSaturated: [
    but(() => [of('storage_queue_depth', 790)]),
    but(() => [of('storage_queue_depth', 810)]),
    10,
  ],
  EventsDropped: [
    WELL,
    but((second) => [
      of('ingest_drops_total', second > 0 ? 1 : 0, { ...SOURCE, reason: 'fetch_queue_full' }),
    ]),
    5,
  ],
  WalFlushSlow: [
    but((second) => histogram('storage_wal_fsync_seconds', 0.1, 1_000 * second)),
    but((second) => histogram('storage_wal_fsync_seconds', 1, 100 * second)),
    65,
  ],
  WalStalled: [
    but(() => [of('storage_commit_seconds', 4.9)]),
    but(() => [of('storage_commit_seconds', 5.1)]),
    0,
  ],
  ClickHouseLag: [
    but(() => [of('storage_clickhouse_lag_seconds', 59)]),
    but(() => [of('storage_clickhouse_lag_seconds', 61)]),
    0,
  ],
  DeadLetters: [WELL, but((second) => [of('storage_clickhouse_dead_letters_total', second > 0 ? 1 : 0)]), 5],
  SlowStreamClients: [
    but((second) => [of('stream_slow_disconnects_total', Math.min(5, second))]),
    but((second) => [of('stream_slow_disconnects_total', Math.min(6, second))]),
    10,
  ],
}

/** Watches for so long, reading every five seconds, and says how the rule stands at the end. */
async function standsAfter(name: string, metrics: Metrics, seconds: number): Promise<string | undefined> {
  let second = 0
  const watch = createSelfWatch({
    metrics: { samples: async () => metrics(second) },
    rules: ALERT_RULES,
    sampleMs: 5_000,
    clock: { nowUs: () => second * 1e6, monotonicMs: () => second * 1_000 },
    logger: noopLogger,
  })
  for (; second <= seconds; second += 5) await watch.read()
  return watch.decisions().find(({ rule }) => rule.name === name)?.state
}

test('every rule has a case, a name of its own and a place that says what to do', () => {
  const names = ALERT_RULES.map(({ name }) => name)
  expect(Object.keys(CASES).sort()).toEqual([...names].sort())
  expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length)
  for (const rule of ALERT_RULES) expect(runbookOf(rule)).toMatch(/^docs\/operations\.md#[a-z]+$/)
  for (const rule of ALERT_RULES) expect(toPromQl(rule.expression)).toMatch(/mevscope_/)
})

describe.each(ALERT_RULES.map(({ name }) => name))('%s, by its real threshold and times', (name) => {
  const [nearly, wrong, within] = CASES[name] ?? [WELL, WELL, 0]

  test('is ok while all is well, and while it nearly is not', async () => {
    expect(await standsAfter(name, WELL, 600)).toBe('ok')
    expect(await standsAfter(name, nearly, 600)).toBe('ok')
  })

  test('fires in its time and not before', async () => {
    expect(await standsAfter(name, wrong, within)).toBe('firing')
    if (within >= 10) expect(await standsAfter(name, wrong, within - 10)).not.toBe('firing')
  })
})
