import { createReadStream, createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ClickHouseLogLevel, createClient } from '@clickhouse/client'
import { maskUrl } from '@org/events'
import { StorageError } from '../errors.ts'
import type { Admission } from './admission.ts'
import { checkAnswer, checkEmpty } from './answer-check.ts'
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

export interface ServerOptions {
  readonly url: string
  readonly username?: string
  readonly password?: string
  readonly database?: string
  readonly requestTimeoutMs?: number
}

const DEFAULT_DATABASE = 'mevscope'
const DEFAULT_REQUEST_TIMEOUT_MS = 30_000
const READS_RUNNING = 8

/** A client of a ClickHouse server; connects with the first statement. @throws StorageError `CLICKHOUSE_CONFIG` */
export function openServer(options: ServerOptions, admission: (running: number) => Admission): Engine {
  const address = readUrl(options)
  const { where, database } = address
  const client = createClient({
    url: address.origin,
    username: address.username,
    password: address.password,
    request_timeout: options.requestTimeoutMs ?? DEFAULT_REQUEST_TIMEOUT_MS,
    max_open_connections: READS_RUNNING + 2,
    compression: { request: false, response: false },
    // Failures reach the caller as errors; the client's own log would print addresses and rows.
    log: { level: ClickHouseLogLevel.OFF },
  })

  return createClientEngine({
    client,
    where,
    database,
    admission: admission(READS_RUNNING),
    checkAnswer,
    // A server notices that the connection is gone only in a query that is read-only by its own word.
    cancellation: (signal) => ({
      abort_signal: signal,
      clickhouse_settings: { readonly: '2', cancel_http_readonly_queries_on_client_close: 1 },
    }),
    async insertLines(table: string, lines: Uint8Array, settings: StatementSettings): Promise<void> {
      const { stream, response_headers } = await client.exec({
        query: `INSERT INTO ${table} ${settingsClause(settings)} FORMAT JSONEachRow`,
        values: Readable.from([lines], { objectMode: false }),
        // The status of the answer is then that of the whole insert.
        clickhouse_settings: { wait_end_of_query: 1 },
      })
      checkAnswer(response_headers)
      await checkEmpty(stream)
    },
    async saveAnswer(query: string, file: FormattedFile, settings: StatementSettings): Promise<void> {
      const { stream, response_headers } = await client.exec({
        query: `${query} ${settingsClause(settings)} FORMAT ${file.format}`,
        // An error in the middle would otherwise end as text within a file of status 200.
        clickhouse_settings: { wait_end_of_query: 1 },
      })
      checkAnswer(response_headers)
      await pipeline(stream, createWriteStream(file.path))
    },
    async loadFile(insert: FileInsert, file: FormattedFile, settings: StatementSettings): Promise<void> {
      const { stream, response_headers } = await client.exec({
        query: `INSERT INTO ${insert.into} SELECT ${insert.select} FROM input(${quoted(insert.structure)}) ${settingsClause(settings)} FORMAT ${file.format}`,
        values: createReadStream(file.path),
        clickhouse_settings: { wait_end_of_query: 1 },
      })
      checkAnswer(response_headers)
      await checkEmpty(stream)
    },
  })
}

interface ServerAddress {
  readonly origin: string
  readonly where: string
  readonly database: string
  readonly username: string
  readonly password: string
}

function readUrl(options: ServerOptions): ServerAddress {
  const where = maskUrl(options.url)
  let url: URL
  try {
    url = new URL(options.url)
  } catch (cause) {
    throw new StorageError('CLICKHOUSE_CONFIG', `ClickHouse URL ${where} is not a URL`, {
      retryable: false,
      cause,
    })
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new StorageError('CLICKHOUSE_CONFIG', `ClickHouse URL ${where} is not http or https`, {
      retryable: false,
    })
  }
  const path = decodeURIComponent(url.pathname.replace(/^\/+|\/+$/g, ''))
  return {
    origin: url.origin,
    where,
    database: checkDatabaseName(options.database ?? (path === '' ? DEFAULT_DATABASE : path), where),
    username: options.username ?? (url.username === '' ? 'default' : decodeURIComponent(url.username)),
    password: options.password ?? decodeURIComponent(url.password),
  }
}
