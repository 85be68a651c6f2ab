import type { Logger } from '@org/events'
import type { ClickHouseChoice } from '../../storage-options.ts'

export type ExportKind = 'transactions' | 'sightings'
/** Sightings have no Parquet layout. */
export type ExportFormat = 'parquet' | 'csv'

/** Options of `exportArchive`. */
export interface ExportOptions {
  /** Needed, and held until the end, where ClickHouse is embedded; not touched where it is a server. */
  readonly dataDir: string
  /** @default `{ kind: 'embedded' }` */
  readonly clickhouse?: ClickHouseChoice
  /** As of the node, whose storage is started to bring its end into an embedded ClickHouse. @default 14 */
  readonly retentionDays?: number
  readonly what: ExportKind
  readonly format: ExportFormat
  /** First sightings (of sightings: their own times) from here on, in Unix milliseconds. @default the oldest */
  readonly fromMs?: number
  /** … and before here. @default no end */
  readonly toMs?: number
  /** @default all; of sightings, whose files do not name a chain, the only one there is */
  readonly chainId?: number
  /** A file; or a directory (one that is there, or a path ending in `/`) for one file per UTC day. Files are replaced. */
  readonly out: string
  /** Ends the export before the next file. */
  readonly signal?: AbortSignal
  /** Hears when a file is begun. Must not throw. */
  readonly onProgress?: (progress: ExportProgress) => void
  /** Hears how many events of the node are not in ClickHouse yet, which is waited for. */
  readonly onWaiting?: (events: number) => void
  readonly logger?: Logger
}

export interface ExportProgress {
  readonly file: string
  readonly rows: number
  /** Of this file among all, from 1. */
  readonly index: number
  readonly files: number
}

export interface ExportedFile {
  readonly path: string
  readonly rows: number
  readonly bytes: number
}

export interface ExportSummary {
  readonly files: readonly ExportedFile[]
  readonly rows: number
  /** Transactions of the range that were seen and whose body is not known. */
  readonly withoutBody: number
  /** False when it was stopped before the end. */
  readonly isComplete: boolean
}
