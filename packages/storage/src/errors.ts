import { MevscopeError } from '@org/events'

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
  /** ClickHouse refused the statement for good: bad data, unknown table, missing rights. */
  'CLICKHOUSE_REFUSED',
  /** The event store was used before `start` or after `stop`. */
  'CLICKHOUSE_CLOSED',
  /** ClickHouse options that cannot work. */
  'CLICKHOUSE_CONFIG',
  /** The database was migrated by a newer version of this package. */
  'SCHEMA_TOO_NEW',
  /** A file to import is not what it was said to be, or cannot be read; or one to export cannot be written. */
  'ARCHIVE_FILE',
  /** Options of an export, an import or a backfill that cannot work. */
  'ARCHIVE_OPTIONS',
] as const
export type StorageErrorCode = (typeof STORAGE_ERROR_CODES)[number]

/** Errors of the storage package. */
export class StorageError extends MevscopeError<StorageErrorCode> {}
