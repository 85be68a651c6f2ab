import { mkdir, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { type ClickHouseClientConfigOptions, createClient } from '@clickhouse/client'
import { errorMessage } from '@org/events'
import { StorageError } from '../errors.ts'
import type { Admission } from './admission.ts'
import { createClientEngine } from './client-engine.ts'
import {
  checkDatabaseName,
  type Engine,
  type FileInsert,
  type FormattedFile,
  quoted,
  type StatementSettings,
  settingsClause,
} from './engine.ts'
import { insertFile, isPlainPath } from './insert-file.ts'
import { createMemoryReturn } from './memory-return.ts'

export interface EmbeddedOptions {
  readonly path: string
  readonly memoryBytes?: number
}

const DEFAULT_MEMORY_BYTES = 1024 ** 3
/**
 * Threads of inserts and merges step back behind those that carry events: on a busy machine
 * ClickHouse lags instead of the stream. Linux lets only a process with CAP_SYS_NICE do so; elsewhere nothing happens.
 */
const STEP_BACK: StatementSettings = {
  os_threads_nice_value_query: 10,
  os_threads_nice_value_materialized_view: 10,
}
/**
 * The engine works on libuv's four threads, which also carry the log's fdatasync. It binds parameters one query at
 * a time anyway, so a second one would only hold a thread.
 */
const READS_RUNNING = 1

/** Opens the engine in this process. @throws StorageError `CHDB_MISSING`, `CLICKHOUSE_OPEN_FAILED` */
export async function openEmbedded(
  options: EmbeddedOptions,
  admission: (running: number) => Admission,
): Promise<Engine> {
  const path = resolve(options.path)
  const database = checkDatabaseName('mevscope', path)
  const chdb = await loadChdb()
  await mkdir(path, { recursive: true }).catch((cause: unknown) => {
    throw openFailed(path, cause)
  })

  const memoryBytes = options.memoryBytes ?? DEFAULT_MEMORY_BYTES
  const connection = connect(chdb, path, memoryBytes)

  const client = createClient({ connection: asClientConnection(connection) })
  const inserts = join(path, 'inserts')
  await makeEmpty(inserts).catch(async (cause: unknown) => {
    await client.close()
    throw openFailed(path, cause)
  })
  const memory = createMemoryReturn((query) => client.command({ query }))
  let insertCount = 0

  return createClientEngine({
    client,
    where: path,
    database,
    admission: admission(READS_RUNNING),
    async insertLines(table: string, lines: Uint8Array, given: StatementSettings): Promise<void> {
      const settings = { ...given, ...STEP_BACK }
      if (isPlainPath(inserts)) {
        insertCount += 1
        const file = join(inserts, `${insertCount}.jsonl`)
        await insertFile((query) => client.command({ query }), file, table, lines, settings)
      } else {
        await connection.chdb.rawInsert({
          table,
          values: lines,
          format: 'JSONEachRow',
          settings,
        })
      }
      await memory.whenDue()
    },
    async saveAnswer(query: string, file: FormattedFile, settings: StatementSettings): Promise<void> {
      const all = { ...settings, engine_file_truncate_on_insert: 1 }
      await client.command({
        query: `INSERT INTO FUNCTION file(${quoted(file.path)}, ${quoted(file.format)}) ${query} ${settingsClause(all)}`,
      })
    },
    async loadFile(insert: FileInsert, file: FormattedFile, settings: StatementSettings): Promise<void> {
      const source = `file(${quoted(file.path)}, ${quoted(file.format)}, ${quoted(insert.structure)})`
      await client.command({
        query: `INSERT INTO ${insert.into} SELECT ${insert.select} FROM ${source} ${settingsClause(settings)}`,
      })
    },
    // The engine holds the directory until its last operation ended, also one whose caller gave up.
    afterClose: () => chdb.drainPending(),
  })
}

/** The directory is ours by now: what a killed process left in it is of no use. */
async function makeEmpty(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder)
}

type Chdb = Awaited<ReturnType<typeof loadChdb>>

async function loadChdb() {
  try {
    const [{ Session, drainPending }, { createChdbConnection }] = await Promise.all([
      import('chdb'),
      import('chdb/connection'),
    ])
    return { Session, drainPending, createChdbConnection }
  } catch (cause) {
    throw new StorageError(
      'CHDB_MISSING',
      'the embedded ClickHouse needs the package "chdb", which could not be loaded: install it, or name a ClickHouse server instead',
      { retryable: false, cause },
    )
  }
}

type ClientConnection = NonNullable<ClickHouseClientConfigOptions['connection']>

function asClientConnection(connection: ReturnType<typeof connect>): ClientConnection {
  // The same interface declared by two packages, which the compiler tells apart by a private field.
  return connection as unknown as ClientConnection
}

/** Server settings can only be given when the engine is created, so a first session does that and leaves. */
function connect(chdb: Chdb, path: string, memoryBytes: number) {
  try {
    const first = new chdb.Session(path, {
      connectionArgs: [
        `--max_server_memory_usage=${memoryBytes}`,
        `--mark_cache_size=${Math.floor(memoryBytes / 16)}`,
        `--uncompressed_cache_size=0`,
        `--background_pool_size=2`,
        `--background_schedule_pool_size=4`,
        `--os_threads_nice_value_merge_mutate=15`,
      ],
    })
    try {
      return chdb.createChdbConnection({ path })
    } finally {
      first.close()
    }
  } catch (cause) {
    throw openFailed(path, cause)
  }
}

function openFailed(path: string, cause: unknown): StorageError {
  return new StorageError(
    'CLICKHOUSE_OPEN_FAILED',
    `embedded ClickHouse cannot open ${path}: ${errorMessage(cause)}; another process may be using the directory, or it is not writable`,
    { retryable: false, cause },
  )
}
