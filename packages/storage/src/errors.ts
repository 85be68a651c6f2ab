import { MevscopeError, type MevscopeErrorOptions } from '@org/events'

/** Every code of a {@link StorageError}. */
export const STORAGE_ERROR_CODES = [
  /** Another process holds the data directory. */
  'DATA_DIR_IN_USE',
  /** The data directory cannot be made, read or locked. */
  'DATA_DIR_UNUSABLE',
  /** What the data directory holds contradicts itself. */
  'DATA_DIR_DAMAGED',
  /** No space is left for the write. */
  'DISK_FULL',
  /** The write-ahead log could not be read or written. */
  'WAL_IO',
  /** A frame or header of the write-ahead log is damaged where a crash cannot have torn it. */
  'WAL_CORRUPT',
  /** The component was started twice, or after it was stopped. */
  'ALREADY_STARTED',
  /** ClickHouse holds numbers of this node that the write-ahead log gave to other events. */
  'CLICKHOUSE_AHEAD',
  /** An event is neither in memory, nor in the write-ahead log, nor in ClickHouse. */
  'EVENTS_MISSING',
  /** The embedded engine was chosen and the optional package `chdb` cannot be loaded. */
  'CHDB_MISSING',
  /** The embedded engine cannot open its directory: in use by another process, or not writable. */
  'CLICKHOUSE_OPEN_FAILED',
  /** No answer from ClickHouse: network, timeout, or not a ClickHouse server. */
  'CLICKHOUSE_UNREACHABLE',
  /** ClickHouse cannot do this now: memory, too many parts, too many queries. */
  'CLICKHOUSE_OVERLOADED',
  /** Nothing is wrong with the data: a table, a column, a right or a quota is missing in ClickHouse. */
  'CLICKHOUSE_UNUSABLE',
  /** ClickHouse refused what it was given: data that does not fit, or for a reason that is not known. */
  'CLICKHOUSE_REFUSED',
  /** The event store was used before `start` or after `stop`. */
  'CLICKHOUSE_CLOSED',
  /** ClickHouse options that cannot work. */
  'CLICKHOUSE_CONFIG',
  /** The database was migrated by a newer version of this package. */
  'SCHEMA_TOO_NEW',
  /** A replay was asked for while another one runs. */
  'REPLAY_BUSY',
  /** A range to replay that the stored events do not hold. */
  'REPLAY_RANGE',
  /** A file to import is not what it was said to be, or cannot be read; or one to export cannot be written. */
  'ARCHIVE_FILE',
  /** Options of an export, an import or a backfill that cannot work. */
  'ARCHIVE_OPTIONS',
] as const
export type StorageErrorCode = (typeof STORAGE_ERROR_CODES)[number]

/** What ClickHouse said of data that it refused. */
export interface Refusal {
  /** ClickHouse's own name of the error, such as `VIOLATED_CONSTRAINT`. */
  readonly name: string
  /** The name speaks of data; else the reason may be any. */
  readonly isAboutData: boolean
  /** What it said, perhaps cut short. */
  readonly text: string
  /** Which row of the insert it named, counted from 1; `null` when it named none. Not to be relied upon. */
  readonly row: number | null
}

/** Options of a {@link StorageError}. */
export interface StorageErrorOptions extends MevscopeErrorOptions {
  readonly refusal?: Refusal
}

/** Errors of the storage package. */
export class StorageError extends MevscopeError<StorageErrorCode> {
  /** Of `CLICKHOUSE_REFUSED`, else `null`. */
  readonly refusal: Refusal | null

  constructor(code: StorageErrorCode, message: string, options: StorageErrorOptions) {
    super(code, message, options)
    this.refusal = options.refusal ?? null
  }
}
