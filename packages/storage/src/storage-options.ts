import type { Clock, Logger, Metrics, StoredEvent } from '@org/events'
import type { FileSystem } from './wal/fs.ts'

/** Where ClickHouse runs: within this process, in the data directory, or elsewhere. */
export type ClickHouseChoice =
  | { readonly kind: 'embedded' }
  | {
      readonly kind: 'server'
      /** HTTP address; user, password and database may stand in it. */
      readonly url: string
      readonly username?: string
      readonly password?: string
      readonly database?: string
      /**
       * Name of the ClickHouse cluster on which the tables are made: letters, digits, underscores and dashes.
       * @default none: one server
       */
      readonly cluster?: string
      /** A statement without an answer for so long is tried again. @default 30,000 */
      readonly requestTimeoutMs?: number
    }

/** Options of `createStorage`. */
export interface StorageOptions {
  /** Made when missing; one process at a time. */
  readonly dataDir: string
  /** @default `{ kind: 'embedded' }`, which needs the optional package `chdb` */
  readonly clickhouse?: ClickHouseChoice
  /** Events accepted and not yet durable; a group that does not fit is refused. @default 65,536 */
  readonly queueCapacity?: number
  /** Events of one insert into ClickHouse. @default 20,000 */
  readonly flushBatch?: number
  /** Longest wait of an event before it goes to ClickHouse, in milliseconds. @default 250 */
  readonly flushIntervalMs?: number
  /** A log segment that would grow beyond this is sealed. @default 64 MiB */
  readonly walSegmentBytes?: number
  /** Sealed segments that ClickHouse has are deleted while the log is larger. @default 2 GiB */
  readonly walRetentionBytes?: number
  /** Days after which ClickHouse forgets an event. @default 14 */
  readonly retentionDays?: number
  /**
   * Newest events in memory: what the read models know and what a start reads again, about 4 µs each.
   * @default 250,000
   */
  readonly memoryEvents?: number
  /** Bytes of their lines. @default 192 MiB */
  readonly memoryBytes?: number
  /**
   * Hears, before `start` resolves, of each of these events, oldest first, and before them of the gaps in ClickHouse
   * that are older: for others whose state continues over a restart. It must be quick; what it throws is logged.
   * @default nobody
   */
  readonly onRestored?: (event: StoredEvent) => void
  readonly logger?: Logger
  readonly metrics?: Metrics
  readonly clock?: Clock
  /** Through which every file but the lock and the engine's own is reached. @default the machine's */
  readonly fileSystem?: FileSystem
}
