import { type EventDraft, type EventKind, matchesFilter } from '@org/events'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createEventStore, type EventStore } from '../src/clickhouse/event-store.ts'
import { batchOf, decoded, features, hashOf, linesOf, NOW_US, opportunity, seen } from './event-lines.ts'
import { type Place, rowsAt } from './event-store-place.ts'

/** Rows of tables with one for each event. */
const ROWS_BEHIND = `SELECT (SELECT count() FROM DB.sightings), (SELECT count() FROM DB.features), (SELECT count() FROM DB.opportunities)`

/** Past every number. */
const END = Number.POSITIVE_INFINITY

/** What every event store does, whatever engine it is on. */
export function eventStoreContract(newPlace: () => Promise<Place>): void {
  // A real engine on a machine that may be busy.
  vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })
  let place: Place
  let store: EventStore

  beforeEach(async () => {
    place = await newPlace()
    store = createEventStore(place.options)
    await store.start()
  })

  afterEach(async () => {
    await store.stop()
    await place.remove()
  })

  async function reopened(): Promise<EventStore> {
    await store.stop()
    store = createEventStore(place.options)
    await store.start()
    return store
  }

  const rowsOf = (query: string) => rowsAt(place, query)

  const ABC: readonly EventDraft[] = [
    seen(hashOf(1)),
    decoded(hashOf(1)),
    features(hashOf(1), 40),
    opportunity([hashOf(1), hashOf(2)], 55.5, '0xa1'),
    seen(hashOf(2), { chain_id: 10, source_id: 'op' }),
  ]

  test('an empty store has no numbers and no pages', async () => {
    expect(await store.latestSeq()).toBe(0)
    expect(await store.oldestSeq()).toBeNull()
    expect(await store.readAfter(0, END, 10)).toEqual({ events: [], nextAfter: 0 })
  })

  test('returns the lines byte for byte, in order, in pages', async () => {
    const lines = linesOf(ABC)
    await store.insert(batchOf(lines))
    expect(await store.latestSeq()).toBe(5)
    expect(await store.oldestSeq()).toBe(1)
    const first = await store.readAfter(0, END, 3)
    expect(first.events.map((event) => event.line)).toEqual(lines.slice(0, 3))
    expect(first.nextAfter).toBe(3)
    const second = await store.readAfter(first.nextAfter, END, 3)
    expect(second.events.map((event) => event.line)).toEqual(lines.slice(3))
    expect(second.nextAfter).toBe(5)
    expect(second.events.map((event) => event.score)).toEqual([55.5, null])
  })

  test('filters by kind, chain and score, and passes over what it hid', async () => {
    const lines = linesOf(ABC)
    await store.insert(batchOf(lines))
    const all = (await store.readAfter(0, END, 100)).events
    const filters = [
      { kinds: new Set<EventKind>(['TxSeen']) },
      { kinds: new Set<EventKind>(['TxFeatures', 'OppDetected']), minScore: 50 },
      { kinds: new Set<EventKind>() },
      { chainId: 10 },
      { chainId: 1, minScore: 41 },
      { minScore: 55.5 },
    ]
    for (const filter of filters) {
      const page = await store.readAfter(0, END, 100, filter)
      expect(page.events).toEqual(all.filter((event) => matchesFilter(event, filter)))
      expect(page.nextAfter).toBe(5)
    }
    expect(await store.readAfter(0, END, 1, { chainId: 10 })).toMatchObject({ nextAfter: 5 })
    expect(await store.readAfter(0, END, 1, { chainId: 1 })).toMatchObject({ nextAfter: 1 })
    expect(await store.readAfter(1, 3, 10)).toMatchObject({ events: [{ seq: 2 }, { seq: 3 }], nextAfter: 3 })
    expect(await store.readAfter(1, 3, 10, { chainId: 1 })).toMatchObject({ nextAfter: 3 })
  })

  test('a repeated range is stored once, in events and in the tables behind them', async () => {
    const lines = linesOf(ABC)
    await store.insert(batchOf(lines))
    await store.insert(batchOf(lines))
    await (await reopened()).insert(batchOf(lines))
    expect(await rowsOf('SELECT count(), uniqExact(seq) FROM DB.events')).toEqual([[5, 5]])
    expect(await rowsOf('SELECT count() FROM DB.transactions_hex')).toEqual([[2]])
    expect(await rowsOf(ROWS_BEHIND)).toEqual([[2, 1, 1]])
    const more = linesOf(ABC, 6)
    await store.insert(batchOf(more, 6))
    expect(await rowsOf('SELECT count(), uniqExact(seq) FROM DB.events')).toEqual([[10, 10]])
    expect(await rowsOf('SELECT count() FROM DB.transactions_hex')).toEqual([[2]])
    expect(await rowsOf(ROWS_BEHIND)).toEqual([[4, 2, 2]])
  })

  test('bodies become typed columns of transactions', async () => {
    await store.insert(batchOf(linesOf(ABC)))
    const rows = await rowsOf(
      `SELECT tx_hash, chain_id, sender, nonce, \`to\`, toString(value_wei), toString(max_fee_per_gas_wei),
       toString(max_priority_fee_per_gas_wei), gas_price_wei, input, method_selector, fetch_us,
       toUnixTimestamp64Micro(first_seen) FROM DB.transactions_hex WHERE is_decoded`,
    )
    expect(rows.map((row) => row.map((value) => (value === null ? null : String(value))))).toEqual([
      [
        hashOf(1),
        '1',
        '0x00000000000000000000000000000000000000aa',
        '7',
        null,
        (2n ** 256n - 1n).toString(),
        '100000000000000000000',
        '0',
        null,
        '0xdeadbeef',
        null,
        '1234',
        String(NOW_US),
      ],
    ])
  })

  test('keeps the numbers of nodes apart', async () => {
    await store.insert(batchOf(linesOf(ABC)))
    await store.stop()
    store = createEventStore({ ...place.options, nodeId: 'node-b' })
    await store.start()
    expect(await store.latestSeq()).toBe(0)
    const lines = linesOf([seen(hashOf(9))], 1, 'node-b')
    await store.insert(batchOf(lines))
    expect((await store.readAfter(0, END, 10)).events.map((event) => event.line)).toEqual(lines)
  })

  test('migrations and repair change nothing when opened again', async () => {
    const lines = linesOf(ABC)
    await store.insert(batchOf(lines))
    const before = await rowsOf(`SELECT version, name FROM DB.schema_migrations ORDER BY version`)
    await reopened()
    await reopened()
    expect(await rowsOf(`SELECT version, name FROM DB.schema_migrations ORDER BY version`)).toEqual(before)
    expect((await store.readAfter(0, END, 10)).events.map((event) => event.line)).toEqual(lines)
    expect(await rowsOf('SELECT count() FROM DB.transactions_hex')).toEqual([[2]])
    expect(await rowsOf(ROWS_BEHIND)).toEqual([[2, 1, 1]])
  })

  test('refuses a database that a newer package migrated', async () => {
    await store.stop()
    const engine = await place.look()
    await engine.command(
      `INSERT INTO ${engine.database}.schema_migrations (version, name) VALUES (99, 'future')`,
    )
    await engine.close()
    store = createEventStore(place.options)
    await expect(store.start()).rejects.toMatchObject({ code: 'SCHEMA_TOO_NEW', retryable: false })
  })

  test('the retention of every table is an option that may change between starts', async () => {
    const ttls = `SELECT extract(create_table_query, 'toIntervalDay\\\\((\\\\d+)\\\\)') AS days, count() FROM system.tables
      WHERE database = trimRight('DB.', '.') AND engine LIKE '%MergeTree' AND name != 'schema_migrations' GROUP BY days`
    expect(await rowsOf(ttls)).toEqual([['14', 8]])
    await store.stop()
    store = createEventStore({ ...place.options, retentionDays: 3 })
    await store.start()
    expect(await rowsOf(ttls)).toEqual([['3', 8]])
  })

  test('forgets what is older than the retention, with the merges of ClickHouse', async () => {
    const days = (count: number) => ({ ingest_ts_unix_us: NOW_US - count * 86_400_000_000 })
    const lines = linesOf([
      decoded(hashOf(1), days(15)),
      decoded(hashOf(2), days(15)),
      seen(hashOf(2), days(13)),
      decoded(hashOf(3)),
    ])
    await store.insert(batchOf(lines))
    const engine = await place.look()
    for (const table of ['events', 'transactions', 'sightings']) {
      await engine.command(`OPTIMIZE TABLE ${engine.database}.${table} FINAL`)
    }
    await engine.close()
    expect(await store.oldestSeq()).toBe(3)
    expect(await store.latestSeq()).toBe(4)
    expect((await store.readAfter(0, END, 10)).events.map((event) => event.line)).toEqual(lines.slice(2))
    // A transaction goes as a whole, when its last event is old enough.
    expect(await rowsOf('SELECT tx_hash, is_decoded FROM DB.transactions_hex ORDER BY tx_hash')).toEqual([
      [hashOf(2), true],
      [hashOf(3), true],
    ])
  })

  test('a batch over the end of a month is stored whole and once', async () => {
    const month = new Date(NOW_US / 1000)
    const edge = Date.UTC(month.getUTCFullYear(), month.getUTCMonth(), 1) * 1000
    const drafts = [edge - 2, edge - 1, edge, edge - 1, edge + 1].map((time, index) =>
      decoded(hashOf(index), { ingest_ts_unix_us: time }),
    )
    await store.stop()
    store = createEventStore({ ...place.options, retentionDays: 90 })
    await store.start()
    const lines = linesOf(drafts)
    await store.insert(batchOf(lines))
    await store.insert(batchOf(lines))
    expect((await store.readAfter(0, END, 10)).events.map((event) => event.line)).toEqual(lines)
    expect(await rowsOf('SELECT count() FROM DB.transactions_hex')).toEqual([[5]])
  })

  test('one insert of many rows is one part', async () => {
    const drafts = Array.from({ length: 150_000 }, (_, index) => seen(hashOf(index)))
    await store.insert(batchOf(linesOf(drafts)))
    expect(await rowsOf('SELECT count() FROM DB.events')).toEqual([[150_000]])
    const parts = `SELECT max(rows) FROM system.parts WHERE table = 'events' AND level = 0`
    expect(await rowsOf(parts)).toEqual([[150_000]])
  })

  test('parts are flushed to the disk before an insert is answered', async () => {
    const flushed = `SELECT count(), countIf(engine_full LIKE '%fsync_after_insert = 1, fsync_part_directory = 1%')
      FROM system.tables WHERE database = trimRight('DB.', '.') AND engine LIKE '%MergeTree' AND name != 'schema_migrations'`
    expect(await rowsOf(flushed)).toEqual([[8, 8]])
  })

  test('bad lines are refused as a whole and for good', async () => {
    const lines = linesOf(ABC)
    const bad = { ...batchOf([...lines.slice(0, 4), '{"seq":5,"nonsense":true}']), lastSeq: 5 }
    await expect(store.insert(bad)).rejects.toMatchObject({ code: 'CLICKHOUSE_REFUSED', retryable: false })
    expect(await store.latestSeq()).toBe(0)
    await store.insert(batchOf(lines))
    expect(await store.latestSeq()).toBe(5)
  })

  test('any text and any JSON comes back byte for byte', async () => {
    let seq = 0
    const wellFormed = fc.string({ unit: 'binary', maxLength: 20 })
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ source: wellFormed, data: fc.dictionary(fc.string(), fc.jsonValue()) }), {
          minLength: 1,
          maxLength: 20,
        }),
        fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
        async (events, chainId) => {
          const drafts = events.map(
            (event) =>
              ({
                ...seen(hashOf(1), { chain_id: chainId, source_id: event.source }),
                data: { ...event.data, odd: '}{"\\ \u2028\ud800\u0000/', big: 1e300, whole: 2 ** 53 },
              }) as unknown as EventDraft, // data of no kind at all, to show that it is never looked at
          )
          const lines = linesOf(drafts, seq + 1)
          await store.insert(batchOf(lines, seq + 1))
          const page = await store.readAfter(seq, END, 100)
          expect(page.events.map((event) => event.line)).toEqual(lines)
          expect(page.events.every((event) => event.chainId === chainId)).toBe(true)
          seq += lines.length
        },
      ),
      { numRuns: 15 },
    )
  })

  test('finds the history of transactions by hash and by membership', async () => {
    await store.insert(batchOf(linesOf(ABC)))
    const seqs = async (...indexes: number[]): Promise<number[]> =>
      (await store.eventsOf(indexes.map(hashOf))).map((event) => event.seq)
    expect(await seqs(1)).toEqual([1, 2, 3, 4])
    expect(await seqs(2)).toEqual([4, 5])
    expect(await seqs(1, 2)).toEqual([1, 2, 3, 4, 5])
    expect(await seqs(3)).toEqual([])
    expect(await seqs()).toEqual([])
    expect(await store.firstSightingsBefore(6, 10)).toEqual([
      { seq: 5, chainId: 10, txHash: hashOf(2) },
      { seq: 1, chainId: 1, txHash: hashOf(1) },
    ])
    expect(await store.firstSightingsBefore(5, 10, 10)).toEqual([])
    expect(await store.firstSightingsBefore(6, 1, 1)).toEqual([{ seq: 1, chainId: 1, txHash: hashOf(1) }])
  })

  test('gaps are as their latest event left them, by the event that opened them', async () => {
    const gap = (
      kind: 'GapOpened' | 'GapClosed',
      id: string,
      at: Partial<EventDraft>,
      toUs: number | null,
    ): EventDraft =>
      ({
        kind,
        chain_id: 1,
        source_id: 'geth-a',
        ingest_ts_unix_us: NOW_US,
        tx_hash: '',
        data: { gap_id: id, cause: 'stall', from_us: NOW_US - 5, to_us: toUs, backfilled: 3 },
        ...at,
      }) as EventDraft // fields of the same kind
    await store.insert(
      batchOf(
        linesOf([
          gap('GapOpened', 'a', {}, null),
          gap('GapOpened', "b' OR 1=1 --", { chain_id: 10, source_id: 'op' }, null),
          gap('GapClosed', 'a', {}, NOW_US),
          gap('GapOpened', 'c', {}, null),
        ]),
      ),
    )
    const asked = { before: 100, limit: 10, after: 0, changed: [] }
    const ids = async (query: Parameters<EventStore['gapsBefore']>[0]) =>
      (await store.gapsBefore(query)).map((row) => [row.gap_id, row.seq, row.latest_seq, row.state])
    const a = ['a', 1, 3, 'closed']
    const b = ["b' OR 1=1 --", 2, 2, 'open']
    const c = ['c', 4, 4, 'open']
    expect(await ids(asked)).toEqual([c, b, a])
    expect(await ids({ ...asked, limit: 2 })).toEqual([c, b])
    expect(await ids({ ...asked, before: 2 })).toEqual([a])
    expect(await ids({ ...asked, after: 2 })).toEqual([c, a])
    expect(await ids({ ...asked, after: 4, changed: ["b' OR 1=1 --"] })).toEqual([b])
    expect(await ids({ ...asked, chainId: 10, sourceId: 'op' })).toEqual([b])
    expect(await ids({ ...asked, sourceId: "' OR 1=1 --" })).toEqual([])
    expect((await store.gapsBefore(asked)).at(-1)).toEqual({
      seq: 1,
      chain_id: 1,
      source_id: 'geth-a',
      gap_id: 'a',
      cause: 'stall',
      state: 'closed',
      from_us: NOW_US - 5,
      to_us: NOW_US,
      backfilled: 3,
      latest_seq: 3,
    })
  })

  test('a read that nobody waits for any more ends with the reason of its signal', async () => {
    await store.insert(batchOf(linesOf(ABC)))
    const left = new Error('the client left')
    await expect(store.readAfter(0, END, 10, {}, AbortSignal.abort(left))).rejects.toBe(left)
    const engine = await place.look()
    const leaving = new AbortController()
    // Half a minute of work, if nobody ended it.
    const slow = engine.rows(
      'SELECT sum(sleepEachRow(0.05)) FROM numbers(600) SETTINGS max_block_size = 1, max_execution_time = 2, function_sleep_max_microseconds_per_block = 0',
      {},
      leaving.signal,
    )
    setTimeout(() => leaving.abort(left), 50)
    await expect(slow).rejects.toBe(left)
    expect(await engine.rows('SELECT 1')).toEqual([[1]])
    await engine.close()
  })

  test('tells what passes by itself from what does not', async () => {
    const engine = await place.look()
    await expect(engine.rows(`SELECT * FROM ${engine.database}.nowhere`)).rejects.toMatchObject({
      code: 'CLICKHOUSE_UNUSABLE',
      retryable: false,
      message: expect.stringContaining('(UNKNOWN_TABLE)'),
    })
    await expect(
      engine.rows(
        'SELECT length(groupArray(number)) FROM numbers(100000000) SETTINGS max_memory_usage = 10000000',
      ),
    ).rejects.toMatchObject({ code: 'CLICKHOUSE_OVERLOADED', retryable: true })
    await expect(engine.command('NONSENSE')).rejects.toMatchObject({ code: 'CLICKHOUSE_UNUSABLE' })
    await engine.close()
  })

  test('is closed before start and after stop', async () => {
    await store.stop()
    await store.stop()
    await expect(store.latestSeq()).rejects.toMatchObject({ code: 'CLICKHOUSE_CLOSED' })
  })
}
