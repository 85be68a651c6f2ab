import type { createClient } from '@clickhouse/client'
import { StorageError } from '../errors.ts'

/** The client of `@clickhouse/client`, over HTTP or over the embedded engine. */
export type ClickHouseClient = ReturnType<typeof createClient>

/** Values of `{name:Type}` placeholders. */
export type QueryParams = Readonly<Record<string, number | string | readonly number[] | readonly string[]>>

/** Settings of one statement, written into its `SETTINGS` clause: they never outlive it. */
export type StatementSettings = Readonly<Record<string, number | string>>

/** Where ClickHouse is. */
export type ClickHouseTarget =
  | {
      readonly kind: 'embedded'
      /** Directory of the engine; one process and one open engine at a time. */
      readonly path: string
      /** What the engine may allocate, in bytes. @default 1 GiB */
      readonly memoryBytes?: number
    }
  | {
      readonly kind: 'server'
      /** `http(s)://host:port`, may carry user, password and `/database`. */
      readonly url: string
      readonly username?: string
      readonly password?: string
      /** @default the path of the URL, else `mevscope` */
      readonly database?: string
      /** Name of the cluster on which the tables are; a server that stands alone has none. @default none */
      readonly cluster?: string
      /** @default 30,000 */
      readonly requestTimeoutMs?: number
    }

/** An open connection to one ClickHouse. Errors are translated to `StorageError`. */
export interface Engine {
  readonly database: string
  /**
   * Rows of a SELECT without FORMAT, each an array of column values. With a signal it rejects with its reason as soon
   * as that aborts: a server is told to end the query; the embedded engine has no way to, so there it runs on, in its
   * place, to its end or to the limit that the query itself sets.
   */
  rows(query: string, params?: QueryParams, signal?: AbortSignal): Promise<readonly (readonly unknown[])[]>
  /** A statement without a result. */
  command(query: string, params?: QueryParams): Promise<void>
  /** One INSERT of JSON lines. The bytes must not change until it resolves. */
  insertLines(table: string, lines: Uint8Array, settings: StatementSettings): Promise<void>
  /** Writes the answer of a SELECT without FORMAT to a file on this machine, made anew; nothing is flushed. */
  saveAnswer(query: string, file: FormattedFile, settings: StatementSettings): Promise<void>
  /** `INSERT INTO <into> SELECT <select>` from a file on this machine, read in the given structure. */
  loadFile(insert: FileInsert, file: FormattedFile, settings: StatementSettings): Promise<void>
  close(): Promise<void>
}

/** A file, and ClickHouse's name of its format. */
export interface FormattedFile {
  readonly path: string
  readonly format: string
}

/** What becomes of a file that is loaded. */
export interface FileInsert {
  /** Table, with columns where not all are given. */
  readonly into: string
  /** Expressions over the columns of the structure. */
  readonly select: string
  /** Columns and types, as in CREATE TABLE; columns that the file lacks have defaults. */
  readonly structure: string
}

/** A `SETTINGS` clause; empty for no settings. */
export function settingsClause(settings: StatementSettings): string {
  const pairs = Object.entries(settings).map(
    ([name, value]) => `${name}=${typeof value === 'number' ? value : quoted(value)}`,
  )
  return pairs.length === 0 ? '' : `SETTINGS ${pairs.join(', ')}`
}

/** A ClickHouse string literal. */
export function quoted(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}

/** A target that was checked, with everything an error message may show. */
export interface Endpoint {
  /** Masked URL or path, for messages. */
  readonly where: string
  readonly database: string
}

const DATABASE_NAME = /^[A-Za-z_][A-Za-z0-9_]{0,62}$/

/** Checks a database name, which statements carry as an identifier. @throws StorageError `CLICKHOUSE_CONFIG` */
export function checkDatabaseName(database: string, where: string): string {
  if (DATABASE_NAME.test(database)) return database
  throw new StorageError(
    'CLICKHOUSE_CONFIG',
    `ClickHouse at ${where}: database name ${JSON.stringify(database)} is not letters, digits and underscores`,
    { retryable: false },
  )
}
