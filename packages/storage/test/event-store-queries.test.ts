import { readFile } from 'node:fs/promises'
import type { EventDraft } from '@org/events'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createEventStore, type EventStore } from '../src/clickhouse/event-store.ts'
import {
  batchOf,
  decoded,
  features,
  hashOf,
  linesOf,
  NOW_US,
  opportunity,
  ready,
  seen,
} from './event-lines.ts'
import { embeddedPlace, type Place, rowsAt } from './event-store-place.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

const at = { chain_id: 1, source_id: 'geth-a', ingest_ts_unix_us: NOW_US }
const swap = features(hashOf(1), 50)
const drafts: readonly EventDraft[] = [
  seen(hashOf(1)),
  seen(hashOf(1), { source_id: 'geth-b', ingest_ts_unix_us: NOW_US + 5_000 }, false),
  seen(hashOf(2)),
  decoded(hashOf(1)),
  {
    ...swap,
    data: {
      ...swap.data,
      swaps: [{ token_in: '0x00000000000000000000000000000000000000bb', amount_in: '1000' }],
    },
  } as unknown as EventDraft, // as much of a swap as the examples read
  opportunity([hashOf(1)], 60, '0xa1'),
  ready(hashOf(1)),
  {
    ...at,
    ingest_ts_unix_us: NOW_US + 10,
    kind: 'TxConfirmedProvisional',
    tx_hash: hashOf(1),
    data: {
      block_number: 5,
      block_hash: hashOf(500),
      block_timestamp: Math.floor(NOW_US / 1e6) + 4,
      inclusion_delay_ms: 4_000,
      status: 'success',
    },
  },
  { ...at, kind: 'TxReplaced', tx_hash: hashOf(2), data: { replaced_by: hashOf(3), bump_bps: 1_250 } },
  {
    ...at,
    kind: 'BlockSeen',
    tx_hash: '',
    data: {
      number: 5,
      hash: hashOf(500),
      parent_hash: hashOf(499),
      timestamp: Math.floor(NOW_US / 1e6),
      tx_count: 1,
      base_fee_wei: '7000000000',
    },
  } as EventDraft, // a decimal amount
  {
    ...at,
    kind: 'GapClosed',
    tx_hash: '',
    data: { gap_id: 'g', cause: 'disconnect', from_us: NOW_US - 9e6, to_us: NOW_US, backfilled: 3 },
  },
]

let place: Place
let store: EventStore

beforeEach(async () => {
  place = await embeddedPlace()
  store = createEventStore(place.options)
  await store.start()
})
afterEach(async () => {
  await store.stop()
  await place.remove()
})

test('every example in the documentation runs and finds something', async () => {
  const page = await readFile(new URL('../../../docs/clickhouse.md', import.meta.url), 'utf8')
  const examples = [...page.matchAll(/```sql\n(.*?)```/gs)].map(([, sql]) => sql ?? '')
  expect(examples.length).toBeGreaterThan(9)
  await store.insert(batchOf(linesOf(drafts)))
  for (const sql of examples) {
    const rows = await rowsAt(place, sql)
    expect(rows, sql).not.toEqual([])
  }
  const waits = await rowsAt(place, examples.find((sql) => sql.includes('median_wait_ms')) ?? '')
  expect(waits).toContainEqual(['confirmed', 1, 4_000])
  const [apart] = await rowsAt(place, examples.find((sql) => sql.includes('AS delay_ms')) ?? '')
  expect(apart).toEqual([[5, 5]])
})

test('the page names every table', async () => {
  const page = await readFile(new URL('../../../docs/clickhouse.md', import.meta.url), 'utf8')
  const tables = await rowsAt(
    place,
    `SELECT name FROM system.tables WHERE database = 'mevscope' AND engine LIKE '%MergeTree' ORDER BY name`,
  )
  expect(tables.length).toBe(9)
  for (const [name] of tables) expect(page).toContain(`| \`${String(name)}\` |`)
})
