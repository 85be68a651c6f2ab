import type { EventDraft } from '@org/events'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createEventStore, type EventStore } from '../src/clickhouse/event-store.ts'
import { EVENT_TABLES } from '../src/clickhouse/schema/event-tables.ts'
import { anyDraft } from './arbitrary-drafts.ts'
import { batchOf, decoded, hashOf, linesOf, NOW_US, ready, seen } from './event-lines.ts'
import { embeddedPlace, type Place, rowsAt, runAt } from './event-store-place.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

let place: Place
let store: EventStore
/** Numbers go on over the runs of a property: tokens and rows never meet those of another run. */
let last = 0

beforeEach(async () => {
  place = await embeddedPlace()
  store = createEventStore(place.options)
  await store.start()
  last = 0
})
afterEach(async () => {
  await store.stop()
  await place.remove()
})

const rowsOf = (query: string) => rowsAt(place, query)

async function insert(drafts: readonly EventDraft[]): Promise<void> {
  if (drafts.length === 0) return
  await store.insert(batchOf(linesOf(drafts, last + 1), last + 1))
  last += drafts.length
}

async function empty(): Promise<void> {
  const names = ['events', ...EVENT_TABLES.map(({ name }) => name)]
  await runAt(place, ...names.map((name) => `TRUNCATE TABLE DB.${name}`))
}

const STATUSES: Readonly<Partial<Record<EventDraft['kind'], string>>> = {
  TxReady: 'ready',
  TxBlocked: 'blocked',
  TxReplaced: 'replaced',
  TxDropped: 'dropped',
  TxRejected: 'rejected',
  TxConfirmedProvisional: 'confirmed',
  TxConfirmedFinal: 'final',
}
const NEVER_OF_A_TRANSACTION: ReadonlySet<string> = new Set([
  'TxFeatures',
  'OppDetected',
  'BlockSeen',
  'GapOpened',
  'GapClosed',
])

/** The row of each transaction, folded without ClickHouse. */
function expectedTransactions(drafts: readonly EventDraft[]): unknown[][] {
  const groups = new Map<string, EventDraft[]>()
  for (const draft of drafts) {
    if (NEVER_OF_A_TRANSACTION.has(draft.kind)) continue
    const key = `${String(draft.chain_id).padStart(3)}:${draft.tx_hash}`
    groups.set(key, [...(groups.get(key) ?? []), draft])
  }
  return [...groups.entries()].sort().map(([, events]) => {
    const times = events.map((event) => event.ingest_ts_unix_us)
    const sources = events.filter((event) => event.kind === 'TxSeen').map((event) => event.source_id)
    const body = events.find((event) => event.kind === 'TxDecoded')
    const told = events.filter((event) => event.kind !== 'TxSeen' && event.kind !== 'TxDecoded')
    const latest = told.reduce<EventDraft | undefined>(
      (found, event) =>
        found !== undefined && found.ingest_ts_unix_us > event.ingest_ts_unix_us ? found : event,
      undefined,
    )
    const undecided = body === undefined ? 'announced' : 'pending'
    const isConfirmed = latest?.kind === 'TxConfirmedProvisional' || latest?.kind === 'TxConfirmedFinal'
    return [
      events[0]?.chain_id,
      events[0]?.tx_hash,
      Math.min(...times),
      Math.max(...times),
      [...new Set(sources)].sort(),
      body?.data.value_wei ?? null,
      body?.data.input ?? null,
      latest === undefined ? undecided : (STATUSES[latest.kind] ?? undecided),
      isConfirmed ? latest.data.block_number : null,
      isConfirmed ? latest.data.block_hash : null,
      isConfirmed ? latest.data.inclusion_delay_ms : null,
      latest?.kind === 'TxReplaced' ? latest.data.replaced_by : null,
      latest?.kind === 'TxDropped' || latest?.kind === 'TxRejected' ? latest.data.reason : null,
    ]
  })
}

const TRANSACTIONS = `SELECT toUInt32(chain_id), tx_hash, toString(toUnixTimestamp64Micro(first_seen)), toString(toUnixTimestamp64Micro(last_seen)),
  sources, toString(value_wei), input, status, toInt32(block_number), block_hash, toInt32(inclusion_delay_ms), replaced_by, reason
  FROM DB.transactions_hex ORDER BY chain_id, tx_hash`

async function storedTransactions(): Promise<unknown[][]> {
  const rows = await rowsOf(TRANSACTIONS)
  return rows.map((row) => row.map((value, index) => (index === 2 || index === 3 ? Number(value) : value)))
}

test('there is one row per transaction, whatever the events, their order, their batches and repetitions', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(anyDraft, { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 4 }),
      fc.boolean(),
      async (batches, isMerged) => {
        await empty()
        const first = last + 1
        for (const batch of batches) await insert(batch)
        await store.repair(first)
        if (isMerged) await runAt(place, 'OPTIMIZE TABLE DB.transactions FINAL')
        expect(await storedTransactions()).toEqual(expectedTransactions(batches.flat()))
        expect(
          await rowsOf('SELECT count() = uniqExact(chain_id, tx_hash) FROM DB.transactions FINAL'),
        ).toEqual([[1]])
      },
    ),
    { numRuns: 20 },
  )
})

test('every other table has one row for each of its events, and a gap is one row', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyDraft, { minLength: 1, maxLength: 40 }), async (drafts) => {
      await empty()
      const first = last + 1
      await insert(drafts)
      for (const { name, kinds, family } of EVENT_TABLES) {
        if (family !== 'MergeTree') continue
        const seqs = drafts.flatMap(({ kind }, index) => (kinds.includes(kind) ? [first + index] : []))
        const stored = await rowsOf(`SELECT toUInt32(seq) FROM DB.${name} ORDER BY seq`)
        expect(stored.map(([seq]) => seq)).toEqual(seqs)
      }
      const gaps = new Map<string, readonly unknown[]>()
      const newestFirst = drafts
        .map((draft, index) => ({ draft, index }))
        .sort((a, b) => b.draft.ingest_ts_unix_us - a.draft.ingest_ts_unix_us || b.index - a.index)
      for (const { draft } of newestFirst) {
        if (draft.kind !== 'GapOpened' && draft.kind !== 'GapClosed') continue
        const { gap_id, cause, from_us, to_us, backfilled } = draft.data
        const key = `${String(draft.chain_id).padStart(3)}:${draft.source_id}:${gap_id}`
        if (!gaps.has(key)) gaps.set(key, [draft.kind, gap_id, cause, from_us, to_us, backfilled])
      }
      expect(
        await rowsOf(
          `SELECT kind, gap_id, cause, toInt32(from_us), toInt32(to_us), toInt32(backfilled) FROM DB.gaps_hex ORDER BY chain_id, source_id, gap_id`,
        ),
      ).toEqual([...gaps.entries()].sort().map(([, row]) => row))
    }),
    { numRuns: 15 },
  )
})

test('values that are not what they should be lose themselves, never the batch', async () => {
  const odd = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom('0x', '0xzz', '0x1', 'nonsense', '-1', '1e80', '9'.repeat(90), -1, 1.5, 2 ** 70, [], {}),
    fc.string({ unit: 'binary' }),
  )
  const oddHash = fc.constantFrom(
    '',
    '0x',
    '0xzz',
    'x'.repeat(200),
    hashOf(1).toUpperCase(),
    hashOf(2).slice(0, 20),
  )
  const oddDraft = fc
    .record({
      draft: anyDraft,
      changes: fc.dictionary(fc.string(), odd, { maxKeys: 2 }),
      values: fc.array(odd, { minLength: 20, maxLength: 20 }),
      changed: fc.array(fc.boolean(), { minLength: 20, maxLength: 20 }),
      hash: fc.option(oddHash),
    })
    .map(({ draft, changes, values, changed, hash }) => {
      const data = Object.fromEntries(
        Object.entries(draft.data).map(([key, value], index) => [
          key,
          changed[index] === true ? values[index] : value,
        ]),
      )
      return { ...draft, tx_hash: hash ?? draft.tx_hash, data: { ...data, ...changes } } as EventDraft // of no kind's data at all
    })
  await fc.assert(
    fc.asyncProperty(fc.array(oddDraft, { minLength: 1, maxLength: 30 }), async (drafts) => {
      await empty()
      const first = last + 1
      await insert(drafts)
      const page = await store.readAfter(first - 1, Number.POSITIVE_INFINITY, 100)
      expect(page.events.map(({ line }) => line)).toEqual(linesOf(drafts, first))
      for (const { name, kinds, family } of EVENT_TABLES) {
        const stored = await rowsOf(`SELECT count() FROM DB.${name}_hex`)
        const count = drafts.filter(({ kind }) => kinds.includes(kind)).length
        if (family === 'MergeTree' && name !== 'gaps') expect(stored).toEqual([[count]])
      }
    }),
    { numRuns: 40 },
  )
})

test('amounts are any 256-bit number, and a type without a fee field shows none', async () => {
  await insert([decoded(hashOf(1))])
  expect(
    await rowsOf(
      'SELECT toTypeName(value_wei), toString(value_wei), gas_price_wei, toString(max_fee_per_gas_wei), max_fee_per_blob_gas_wei FROM DB.transactions_hex',
    ),
  ).toEqual([['Nullable(UInt256)', (2n ** 256n - 1n).toString(), null, '100000000000000000000', null]])
})

test('a transaction seen on both sides of midnight and of a month is one row', async () => {
  const month = new Date(NOW_US / 1000)
  const edge = Date.UTC(month.getUTCFullYear(), month.getUTCMonth(), 1) * 1000
  await store.stop()
  store = createEventStore({ ...place.options, retentionDays: 90 })
  await store.start()
  await insert([
    seen(hashOf(1), { ingest_ts_unix_us: edge - 1 }),
    decoded(hashOf(1), { ingest_ts_unix_us: edge - 1 }),
  ])
  await insert([seen(hashOf(1), { ingest_ts_unix_us: edge + 1, source_id: 'geth-b' }), ready(hashOf(1))])
  expect(
    await rowsOf(
      'SELECT tx_hash, sources, status, toUnixTimestamp64Micro(last_seen) - toUnixTimestamp64Micro(first_seen) > 0 FROM DB.transactions_hex',
    ),
  ).toEqual([[hashOf(1), ['geth-a', 'geth-b'], 'ready', 1]])
})

test('every table and view has a comment, and so has every column', async () => {
  const inDatabase = `database = trimRight('DB.', '.')`
  const tables = await rowsOf(`SELECT name, comment FROM system.tables WHERE ${inDatabase} ORDER BY name`)
  // Events, schema_migrations, and a table, a view that fills it and one that is read for each thing.
  expect(tables).toHaveLength(2 + 3 * EVENT_TABLES.length)
  expect(tables.filter(([, comment]) => comment === '')).toEqual([])
  expect(await rowsOf(`SELECT table, name FROM system.columns WHERE ${inDatabase} AND comment = ''`)).toEqual(
    [],
  )
})
