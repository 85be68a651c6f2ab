import type { Clock, Logger } from '@org/events'
import type { ClickHouseChoice } from '../../storage-options.ts'
import { archiveOptions } from '../archive-errors.ts'
import { isSetName } from '../layout/source-names.ts'
import type { RejectionReason } from './rejection.ts'

/** `csv` and `parquet` are files of transactions, `sourcelog` of sightings. */
export type ImportFormat = 'parquet' | 'csv' | 'sourcelog'

/** Options of `importArchive`. */
export interface ImportOptions {
  /** The data directory of the node that numbers the events; made when missing, held until the end. */
  readonly dataDir: string
  /** @default `{ kind: 'embedded' }` */
  readonly clickhouse?: ClickHouseChoice
  /** As of the node: older rows are rejected. @default 14 */
  readonly retentionDays?: number
  readonly format: ImportFormat
  readonly files: readonly string[]
  /** Name of the set: events are of the source `import:<name>`, or `import:<name>/<source>`. @default `dumpster` */
  readonly set?: string
  /** Chain of rows that do not say. @default 1 */
  readonly chainId?: number
  /** Ends the import after the page at hand; run again, it goes on. */
  readonly signal?: AbortSignal
  /** Hears after each page. Must not throw. */
  readonly onProgress?: (progress: ImportProgress) => void
  readonly logger?: Logger
  readonly clock?: Clock
}

/** What became of the rows so far: `rows = imported + alreadyStored + all rejected`. */
export interface ImportCounts {
  readonly rows: number
  /** Rows that gave at least one event. */
  readonly imported: number
  /** Rows of which everything was stored before. */
  readonly alreadyStored: number
  readonly rejected: Readonly<Partial<Record<RejectionReason, number>>>
  /** Events that were made. */
  readonly events: number
}

export interface ImportProgress extends ImportCounts {
  readonly file: string
}

export interface ImportSummary extends ImportCounts {
  /** False when it was stopped before the end. */
  readonly isComplete: boolean
  /** The first rejected rows, each with file, line and reason. */
  readonly firstRejected: readonly string[]
  /** What is to be said of ClickHouse at the end, such as events that it refused; `null` when nothing is. */
  readonly clickhouse: string | null
}

/** @throws StorageError `ARCHIVE_OPTIONS` */
export function checkImportOptions({ files, set, chainId }: ImportOptions): void {
  if (files.length === 0) throw archiveOptions('no file to import was named')
  if (set !== undefined && !isSetName(set)) {
    throw archiveOptions(
      `the name of a set is 1 to 64 letters, digits, dots, dashes and underscores, not ${JSON.stringify(set)}`,
    )
  }
  if (chainId !== undefined && !(Number.isSafeInteger(chainId) && chainId > 0)) {
    throw archiveOptions(`chain id ${chainId} is not a positive integer`)
  }
}
