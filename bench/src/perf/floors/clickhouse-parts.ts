import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Session } from 'chdb'
import type { Inputs } from './inputs.ts'
import type { Part, PartGroup } from './part.ts'

/** As the server inserts: one block, parsed by one thread, `data` kept as text, in the tables behind views as well. */
const SETTINGS = [
  'input_format_json_read_objects_as_strings=1',
  'input_format_parallel_parsing=0',
  'max_insert_block_size=100000000',
  'max_insert_threads=1',
  'async_insert=0',
  'deduplicate_blocks_in_dependent_materialized_views=1',
  'compile_expressions=0',
].join(', ')
const INSERTS = 3

/**
 * Inserts into the embedded engine, of what the server stored: into a table of plain columns, into one as `events` is,
 * and into `events` with all the views behind it; and the merging of all that. Merges rest while inserts are measured.
 */
export async function clickHouseParts(dataDir: string, { transactions, lines }: Inputs): Promise<PartGroup> {
  const folder = join(dataDir, 'clickhouse')
  const file = join(dataDir, 'batch.jsonl')
  await writeFile(file, `${lines.join('\n')}\n`)
  const engine = new Session(folder)
  const run = async (statement: string): Promise<string> => (await engine.queryAsync(statement)).text()
  await run('SYSTEM STOP MERGES')
  await run('CREATE DATABASE IF NOT EXISTS floors')
  await run(`CREATE TABLE floors.plain (seq UInt64, node_id String, chain_id UInt64, source_id String, kind String,
    ingest_ts_unix_us Int64, tx_hash String, data String) ENGINE = MergeTree ORDER BY seq`)
  await run('CREATE TABLE floors.events AS mevscope.events')
  const stored = await run(`SELECT name FROM system.tables WHERE database = 'mevscope'
    AND engine LIKE '%MergeTree' AND name != 'schema_migrations' FORMAT TSVRaw`)
  const tables = stored
    .trim()
    .split('\n')
    .map((name) => `mevscope.${name}`)

  let inserts = 0
  const insert = async (table: string): Promise<void> => {
    for (let index = 0; index < INSERTS; index += 1) {
      inserts += 1
      await run(`INSERT INTO ${table} FROM INFILE '${file}'
        SETTINGS ${SETTINGS}, insert_deduplication_token = '${inserts}' FORMAT JSONEachRow`)
    }
  }
  const empty = async (names: readonly string[]): Promise<void> => {
    for (const name of names) await run(`TRUNCATE TABLE ${name}`)
  }
  const rowsIn = async (table: string): Promise<number> =>
    Number(await run(`SELECT count() FROM ${table} FORMAT TSVRaw`))
  const perEvent = { stage: 'files and ClickHouse', unit: 'event', count: INSERTS * lines.length } as const
  const insertInto = (name: string, table: string, all: readonly string[], perTransaction: number): Part => ({
    ...perEvent,
    name,
    perTransaction,
    prepare: () => empty(all),
    async run() {
      await insert(table)
      return await rowsIn(table)
    },
  })
  const eventsPerTx = lines.length / transactions
  const parts: readonly Part[] = [
    insertInto('ClickHouse: insert, plain columns', 'floors.plain', ['floors.plain'], 0),
    insertInto('ClickHouse: insert, the table of events', 'floors.events', ['floors.events'], 0),
    insertInto('ClickHouse: insert, and all views', 'mevscope.events', tables, eventsPerTx),
    {
      ...perEvent,
      name: 'ClickHouse: merging it once, all tables',
      perTransaction: eventsPerTx,
      async prepare() {
        await empty(tables)
        await insert('mevscope.events')
      },
      async run() {
        await run('SYSTEM START MERGES')
        for (const table of tables) await run(`OPTIMIZE TABLE ${table} FINAL`)
        await run('SYSTEM STOP MERGES')
        return await rowsIn('mevscope.events')
      },
    },
  ]
  return {
    parts,
    async [Symbol.asyncDispose]() {
      engine.close()
    },
  }
}
