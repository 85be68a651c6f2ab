import type { EventDraft, TxFeaturesData } from '@org/events'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Engine } from '../src/clickhouse/engine.ts'
import { createEventStore, type EventStore } from '../src/clickhouse/event-store.ts'
import { insertsAreOver } from '../src/clickhouse/repair.ts'
import { EVENT_TABLES } from '../src/clickhouse/schema/event-tables.ts'
import { version1 } from '../src/clickhouse/schema/version-1.ts'
import { version2 } from '../src/clickhouse/schema/version-2.ts'
import { version3 } from '../src/clickhouse/schema/version-3.ts'
import { StorageError } from '../src/errors.ts'
import { anyDraft } from './arbitrary-drafts.ts'
import { batchOf, features, hashOf, linesOf, opportunity } from './event-lines.ts'
import { embeddedPlace, type Place, rowsAt, runAt } from './event-store-place.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

let place: Place
let store: EventStore

beforeEach(async () => {
  place = await embeddedPlace()
  store = createEventStore(place.options)
})
afterEach(async () => {
  await store.stop()
  await place.remove()
})

/** Some events of every kind, the same in every run. */
const DRAFTS: readonly EventDraft[] = fc.sample(anyDraft, { seed: 7, numRuns: 200 })
const HALF = DRAFTS.length / 2

const insertHalf = (half: 0 | 1): Promise<void> => {
  const first = half * HALF + 1
  return store.insert(batchOf(linesOf(DRAFTS.slice(half * HALF, half * HALF + HALF), first), first))
}

/** Everything that can be read, as one number per table. */
async function contents(): Promise<unknown[]> {
  const all: unknown[] = []
  for (const { name } of EVENT_TABLES) {
    const [row] = await rowsAt(place, `SELECT count(), toString(sum(cityHash64(*))) FROM DB.${name}_hex`)
    all.push([name, row])
  }
  for (const { name, family } of EVENT_TABLES) {
    if (family === 'MergeTree') all.push(await rowsAt(place, `SELECT toUInt32(count()) FROM DB.${name}`))
  }
  return all
}

/** Takes rows away as a crash between the tables of an insert does. */
async function lose(names: readonly string[], condition: string): Promise<void> {
  for (const name of names) {
    await runAt(place, `ALTER TABLE DB.${name} DELETE WHERE ${condition} SETTINGS mutations_sync = 2`)
  }
}

const ROW_TABLE_NAMES = EVENT_TABLES.filter(({ family }) => family === 'MergeTree').map(({ name }) => name)

test('gives each table exactly the rows it lacks, however often', async () => {
  await store.start()
  await insertHalf(0)
  await insertHalf(1)
  const whole = await contents()
  for (const condition of [`seq > ${HALF}`, `seq > ${HALF} AND seq % 3 = 0`]) {
    await lose(ROW_TABLE_NAMES, condition)
    await runAt(place, 'TRUNCATE TABLE DB.transactions')
    expect(await contents()).not.toEqual(whole)
    await store.repair(1)
    expect(await contents()).toEqual(whole)
    await store.repair(1)
    expect(await contents()).toEqual(whole)
  }
})

test('looks at nothing before the number it is given', async () => {
  await store.start()
  await insertHalf(0)
  await insertHalf(1)
  await lose(['lifecycle'], `seq > ${HALF - 10}`)
  await store.repair(HALF + 1)
  const [lacking] = await rowsAt(
    place,
    `SELECT countIf(seq > ${HALF - 10} AND seq <= ${HALF}), countIf(seq > ${HALF}) > 0 FROM DB.lifecycle`,
  )
  expect(lacking).toEqual([0, 1])
})

test('an insert that failed in one of its tables is whole, and there once, after its repetition', async () => {
  await store.start()
  await insertHalf(0)
  await runAt(place, 'RENAME TABLE DB.opportunities TO DB.away')
  await expect(insertHalf(1)).rejects.toMatchObject({ code: 'CLICKHOUSE_UNUSABLE' })
  await runAt(place, 'RENAME TABLE DB.away TO DB.opportunities')
  await insertHalf(1)
  await insertHalf(1)
  const repeated = await contents()
  await store.repair(1)
  expect(await contents()).toEqual(repeated)
  expect(await rowsAt(place, 'SELECT toUInt32(count()), toUInt32(uniqExact(seq)) FROM DB.events')).toEqual([
    [DRAFTS.length, DRAFTS.length],
  ])
})

test('an insert that failed in one of its tables is whole after a repair, too', async () => {
  await store.start()
  await insertHalf(0)
  await insertHalf(1)
  const whole = await contents()
  await runAt(
    place,
    'TRUNCATE TABLE DB.events',
    ...EVENT_TABLES.map(({ name }) => `TRUNCATE TABLE DB.${name}`),
    'RENAME TABLE DB.features TO DB.away',
  )
  await insertHalf(0).catch(() => {})
  await insertHalf(1).catch(() => {})
  await runAt(place, 'RENAME TABLE DB.away TO DB.features')
  await insertHalf(0)
  await store.repair(1)
  await insertHalf(1)
  await store.repair(1)
  expect(await contents()).toEqual(whole)
})

/** Makes the database that version 1 of the schema would have left. */
async function makeVersion1(): Promise<void> {
  await store.start()
  await store.stop()
  const tables = EVENT_TABLES.flatMap(({ name }) => [
    `DROP VIEW DB.${name}_hex`,
    `DROP VIEW DB.${name}_from_events`,
    `DROP TABLE DB.${name}`,
  ])
  const statements = version1({ database: 'DB', cluster: null }).statements.filter(
    (each) => typeof each === 'string',
  )
  await runAt(
    place,
    ...tables,
    'DROP TABLE DB.events',
    ...statements,
    'TRUNCATE TABLE DB.schema_migrations',
    `INSERT INTO DB.schema_migrations (version, name) VALUES (1, 'events and transactions')`,
  )
}

async function insertAsVersion1(nodeId: string, drafts = DRAFTS): Promise<void> {
  const lines = linesOf(drafts, 1, nodeId)
  const engine = await place.look()
  await engine.insertLines(`${engine.database}.events`, batchOf(lines).bytes, {
    input_format_json_read_objects_as_strings: 1,
  })
  await engine.close()
}

test('the tables of version 2 are filled from the events of version 1, of every node', async () => {
  await makeVersion1()
  await insertAsVersion1('node-a')
  await insertAsVersion1('node-b')
  expect(await rowsAt(place, 'SELECT count() > 0 FROM DB.transactions WHERE seq > 0')).toEqual([[1]])
  await store.start()
  const bodies = DRAFTS.filter(({ kind }) => kind === 'TxDecoded')
  const hashes = new Set(bodies.map((draft) => `${draft.chain_id} ${draft.tx_hash}`))
  expect(await rowsAt(place, 'SELECT toUInt32(countIf(is_decoded)) FROM DB.transactions_hex')).toEqual([
    [hashes.size],
  ])
  for (const { name, kinds } of EVENT_TABLES.filter(({ family }) => family === 'MergeTree')) {
    const count = DRAFTS.filter(({ kind }) => kinds.includes(kind)).length
    expect(
      await rowsAt(place, `SELECT toUInt32(count()), toUInt32(uniqExact(node_id, seq)) FROM DB.${name}`),
    ).toEqual([[2 * count, 2 * count]])
  }
  expect(await rowsAt(place, 'SELECT version FROM DB.schema_migrations ORDER BY version')).toEqual([
    [1],
    [2],
    [3],
  ])
})

test('a migration that was interrupted while it filled the tables goes on at the next start', async () => {
  await makeVersion1()
  await insertAsVersion1('node-a')
  await store.start()
  const whole = await contents()
  await store.stop()
  await lose(ROW_TABLE_NAMES, 'seq > 50')
  await runAt(place, 'TRUNCATE TABLE DB.transactions', 'DROP VIEW DB.gaps_hex')
  await runAt(place, 'ALTER TABLE DB.schema_migrations DELETE WHERE version >= 2 SETTINGS mutations_sync = 2')
  await store.start()
  expect(await contents()).toEqual(whole)
})

/** Makes `features`, `opportunities` and their views what version 2 of the schema would have left. */
async function makeVersion2(): Promise<void> {
  await store.start()
  await store.stop()
  const statements = version2({ database: 'DB', cluster: null }).statements.filter(
    (each) => typeof each === 'string',
  )
  await runAt(
    place,
    ...['features', 'opportunities'].flatMap((name) => [
      `DROP VIEW DB.${name}_hex`,
      `DROP VIEW DB.${name}_from_events`,
      `DROP TABLE DB.${name}`,
    ]),
    ...statements,
    'ALTER TABLE DB.schema_migrations DELETE WHERE version = 3 SETTINGS mutations_sync = 2',
  )
}

/** Of an engine that told less. */
const narrow = (index: number): EventDraft => {
  const draft = features(hashOf(index), 10 * index)
  const { protocol, category, mev_score, urgency_score, method_selector, swaps, feature_engine_version } =
    draft.data as TxFeaturesData // of this kind
  const data = {
    protocol,
    category,
    mev_score,
    urgency_score,
    method_selector,
    swaps,
    feature_engine_version,
  }
  return { ...draft, data } as EventDraft // of this kind
}
const FEATURES: readonly EventDraft[] = [narrow(1), features(hashOf(2), 20), features(hashOf(3), 30)]
const STORED = [
  [1, 10, null, null, null, null, null],
  [2, 20, 1.5, 'set', 0, 2, 1],
  [3, 30, 1.5, 'set', 0, 2, 1],
]
const wideRows = (table: string) =>
  rowsAt(
    place,
    `SELECT toUInt32(seq), mev_score, toFloat64(value_native), slippage_limit, toUInt32(nonce_position), sender_transactions, sender_swaps FROM DB.${table} ORDER BY seq`,
  )

test('version 3 gives value, limit and sender to the features of earlier events and of new ones', async () => {
  await makeVersion2()
  await insertAsVersion1('node-a', FEATURES)
  expect(await rowsAt(place, 'SELECT count() FROM DB.features_hex')).toEqual([[3]])
  await expect(wideRows('features')).rejects.toThrow('value_native')
  await store.start()
  expect(await wideRows('features')).toEqual(STORED)
  expect(await wideRows('features_hex')).toEqual(STORED)
  await store.insert(batchOf(linesOf([features(hashOf(4), 40)], 4), 4))
  const [newest] = (await wideRows('features_hex')).slice(3)
  expect(newest).toEqual([4, 40, 1.5, 'set', 0, 2, 1])
  await store.stop()
  await store.start()
  expect(await wideRows('features')).toHaveLength(4)
})

test('version 3 gives opportunities what their simulations said', async () => {
  await makeVersion2()
  const found = opportunity([hashOf(1)], 60, '0xa1')
  const simulation = {
    outcome: 'reverted',
    block_number: 9,
    gas_used: null,
    reason: 'too little',
    token_movements: null,
  }
  const again = { ...found, data: { ...found.data, simulation } } as EventDraft // of this kind
  await insertAsVersion1('node-a', [found, again])
  await store.start()
  expect(
    await rowsAt(
      place,
      'SELECT simulation_outcome, toUInt32(simulation_block_number), simulation_gas_used, simulation_reason FROM DB.opportunities_hex ORDER BY seq',
    ),
  ).toEqual([
    [null, null, null, null],
    ['reverted', 9, null, 'too little'],
  ])
})

test('version 3 goes on where it was interrupted, early and late', async () => {
  const { statements } = version3({ database: 'DB', cluster: null })
  for (let taken = 1; taken <= statements.length; taken += 2) {
    await makeVersion2()
    await runAt(place, 'TRUNCATE TABLE DB.events', 'TRUNCATE TABLE DB.features')
    await insertAsVersion1('node-a', FEATURES)
    const first = statements.slice(0, taken).map((step) => (typeof step === 'string' ? step : step.statement))
    await runAt(place, ...first)
    await store.start()
    expect([taken, await wideRows('features_hex')]).toEqual([taken, STORED])
    await store.stop()
  }
}, 300_000)

test('waits for an insert of the node that goes on at a server without its sender', async () => {
  await store.start()
  const engine = await place.look()
  // Answers of a server on which the insert ends between the second and the third question.
  const answers = [[[1]], [[1]], [[0]]]
  const asked: unknown[] = []
  const busy: Engine = {
    ...engine,
    rows: async (query, params) => {
      asked.push(params)
      // The real engine understands the question; nothing is running there.
      expect(await engine.rows(query, params)).toEqual([[0]])
      return answers.shift() ?? []
    },
  }
  await insertsAreOver(busy, 'node-a')
  await engine.close()
  expect(asked).toHaveLength(3)
  expect(asked[0]).toMatchObject({ node: 'node-a:' })
})

test('does not wait where it may not see what is running, and tells what passes by itself', async () => {
  const failing = (error: StorageError): Engine => ({
    database: 'mevscope',
    rows: () => Promise.reject(error),
    command: () => Promise.reject(error),
    insertLines: () => Promise.reject(error),
    saveAnswer: () => Promise.reject(error),
    loadFile: () => Promise.reject(error),
    close: () => Promise.resolve(),
  })
  const denied = new StorageError('CLICKHOUSE_UNUSABLE', 'not allowed', { retryable: false })
  await insertsAreOver(failing(denied), 'node-a')
  const away = new StorageError('CLICKHOUSE_UNREACHABLE', 'away', { retryable: true })
  await expect(insertsAreOver(failing(away), 'node-a')).rejects.toBe(away)
})
