import { spawn } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { noopMetrics } from '@org/events'
import { type TempDir, tempDir } from '@org/testkit'
import { Session } from 'chdb'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Engine } from '../src/clickhouse/engine.ts'
import { createEventStore } from '../src/clickhouse/event-store.ts'
import { insertSettings } from '../src/clickhouse/insert-settings.ts'
import { createMigrationsTable, migrate } from '../src/clickhouse/migrations.ts'
import { openEngine } from '../src/clickhouse/open-engine.ts'
import { repairTables } from '../src/clickhouse/repair.ts'
import { retentionStatements } from '../src/clickhouse/retention.ts'
import { EVENT_TABLES } from '../src/clickhouse/schema/event-tables.ts'
import { type Placement, storedIn } from '../src/clickhouse/schema/placement.ts'
import { schemaMigrations } from '../src/clickhouse/schema/schema-migrations.ts'
import { batchOf, decoded, features, hashOf, linesOf, opportunity, ready, seen } from './event-lines.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

const MAKE_REPLICATED = fileURLToPath(new URL('./make-replicated.ts', import.meta.url))
const CLUSTER: Placement = { database: 'mevscope', cluster: 'c-1' }
const ALONE: Placement = { database: 'mevscope', cluster: null }

/** Every statement of the schema, in order. */
function statementsOf(placement: Placement): string[] {
  return [
    ...createMigrationsTable(placement),
    ...schemaMigrations(placement).flatMap(({ statements }) =>
      statements.map((step) => (typeof step === 'string' ? step : step.statement)),
    ),
    ...retentionStatements(placement, 14).map(({ statement }) => statement),
  ]
}

/** A cluster with one shard, which is the engine itself. */
const CONFIG = `<clickhouse>
  <tcp_port>9000</tcp_port>
  <remote_servers><c-1><shard><internal_replication>true</internal_replication>
    <replica><host>127.0.0.1</host><port>9000</port></replica></shard></c-1></remote_servers>
  <macros><shard>1</shard><replica>r1</replica></macros>
</clickhouse>`

let folder: TempDir
let engine: Engine
let close: () => Promise<void>

async function open(): Promise<void> {
  const file = join(folder.path, 'config.xml')
  const path = join(folder.path, 'clickhouse')
  await writeFile(file, CONFIG)
  const session = new Session(path, { connectionArgs: [`--config-file=${file}`] })
  const opened = await openEngine({ kind: 'embedded', path }, noopMetrics)
  engine = opened
  close = async () => {
    await opened.close()
    session.close()
  }
}

beforeEach(async () => {
  folder = await tempDir()
  close = async () => {}
})
afterEach(async () => {
  await close()
  await folder.remove()
})

test('the statements of a server that stands alone are these', async () => {
  await expect(`${statementsOf(ALONE).join(';\n\n')};\n`).toMatchFileSnapshot('schema-alone.sql')
})

test('the statements of a cluster are these, and each is for the whole cluster', async () => {
  const statements = statementsOf(CLUSTER)
  await expect(`${statements.join(';\n\n')};\n`).toMatchFileSnapshot('schema-cluster.sql')
  expect(statements.filter((statement) => !statement.includes(` ON CLUSTER 'c-1'`))).toEqual([])
  const stored = statements.filter(
    (statement) => /^\s*CREATE TABLE/.test(statement) && !/Distributed\(/.test(statement),
  )
  expect(
    stored.filter((statement) => !/ENGINE = Replicated\w*MergeTree\('[^']*{shard}/.test(statement)),
  ).toEqual([])
})

test('every statement of a cluster is one that ClickHouse can read', async () => {
  await open()
  for (const statement of statementsOf(CLUSTER)) {
    await engine.command(`EXPLAIN AST ${statement}`)
  }
  const broken = statementsOf(CLUSTER)[0]?.replace('ENGINE =', 'ENGINE')
  await expect(engine.command(`EXPLAIN AST ${broken?.replace(') ENGINE', 'ENGINE')}`)).rejects.toThrow(
    'SYNTAX_ERROR',
  )
})

test('replicated tables are made as on a server of the cluster', async () => {
  const child = spawn(process.execPath, ['--conditions=@org/source', MAKE_REPLICATED, folder.path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  for await (const chunk of child.stdout) said += String(chunk)
  expect(JSON.parse(said)).toEqual([
    ['Distributed', EVENT_TABLES.length + 1],
    ['MaterializedView', EVENT_TABLES.length],
    ['ReplicatedAggregatingMergeTree', 1],
    ['ReplicatedMergeTree', EVENT_TABLES.length],
    ['View', EVENT_TABLES.length],
  ])
})

/** The engine for statements of a cluster, its tables not replicated: there is no keeper that could. */
function unreplicated(real: Engine): Engine {
  const rewritten = (query: string): string =>
    query
      .replaceAll(` ON CLUSTER 'c-1'`, '')
      .replace(/Replicated(\w*MergeTree)\('[^']*', '{replica}'\)/, '$1')
      .replace('replicated_deduplication_window', 'non_replicated_deduplication_window')
  return {
    ...real,
    command: (query, params) => real.command(rewritten(query), params),
    rows: (query, params) => real.rows(rewritten(query), params),
  }
}

test('inserts through distributed tables fill those of the shard, once, and are repaired there', async () => {
  await open()
  const cluster = unreplicated(engine)
  await migrate(cluster, CLUSTER, { retentionDays: 14 })
  await migrate(cluster, CLUSTER, { retentionDays: 15 })
  const lines = linesOf([
    seen(hashOf(1)),
    decoded(hashOf(1)),
    features(hashOf(1), 1),
    opportunity([hashOf(1)], 2, '0xa1'),
    ready(hashOf(1)),
    seen(hashOf(2)),
  ])
  const insert = (): Promise<void> =>
    engine.insertLines('mevscope.events', batchOf(lines).bytes, {
      ...insertSettings(CLUSTER.cluster),
      insert_deduplication_token: 'node-a:1-6',
    })
  const counts = async (): Promise<unknown[]> => {
    const all = []
    for (const { name } of EVENT_TABLES) {
      const [row] = await engine.rows(`SELECT count() FROM mevscope.${name}_hex`)
      all.push(row?.[0])
    }
    return all
  }
  const whole = [2, 2, 1, 1, 1, 0, 0]
  await insert()
  await insert()
  expect(await counts()).toEqual(whole)
  expect(await engine.rows(`SELECT count() FROM ${storedIn(CLUSTER, 'events')}`)).toEqual([[6]])

  await engine.command('TRUNCATE TABLE mevscope.sightings_local')
  await engine.command('TRUNCATE TABLE mevscope.transactions_local')
  for (let round = 0; round < 2; round += 1) {
    await repairTables(cluster, CLUSTER, { nodeId: 'node-a', from: 1, to: 6 })
    expect(await counts()).toEqual(whole)
  }
  expect(
    await engine.rows(`SELECT tx_hash, status, sources FROM mevscope.transactions_hex ORDER BY tx_hash`),
  ).toEqual([
    [hashOf(1), 'ready', ['geth-a']],
    [hashOf(2), 'announced', ['geth-a']],
  ])
  expect(
    await engine.rows(
      `SELECT table, name FROM system.columns WHERE database = 'mevscope' AND comment = '' ORDER BY table, name`,
    ),
  ).toEqual([])
})

test('a database of one server is not taken for one of a cluster, nor the other way round', async () => {
  await open()
  const cluster = unreplicated(engine)
  await migrate(engine, ALONE, { retentionDays: 14 })
  const refused = { code: 'CLICKHOUSE_CONFIG', message: expect.stringContaining('mevscope') }
  await expect(migrate(cluster, CLUSTER, { retentionDays: 14 })).rejects.toMatchObject(refused)
  await engine.command('DROP DATABASE mevscope')
  await migrate(cluster, CLUSTER, { retentionDays: 14 })
  await expect(migrate(engine, ALONE, { retentionDays: 14 })).rejects.toMatchObject(refused)
})

test('a name that is none of a cluster is refused', () => {
  for (const cluster of ['', "c'1", 'c 1', 'c;1', 'x'.repeat(65)]) {
    expect(() =>
      createEventStore({ kind: 'server', url: 'http://127.0.0.1:1', cluster, nodeId: 'a', retentionDays: 1 }),
    ).toThrow(expect.objectContaining({ code: 'CLICKHOUSE_CONFIG', retryable: false }))
  }
})
