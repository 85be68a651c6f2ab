import type { Clock, Logger } from '@org/events'
import type { ClickHouseChoice } from '../../storage-options.ts'

/** Where the events come from. */
export type BackfillSource =
  /** The log of `dataDir` itself. */
  | { readonly kind: 'own' }
  /** A data directory or the `wal` folder of one: read and never changed. */
  | { readonly kind: 'wal'; readonly path: string }
  /** Files of event lines, of pages of `/events`, or of dead letters; may be gzip. */
  | { readonly kind: 'archive'; readonly files: readonly string[] }

/** Options of `backfillClickHouse`. */
export interface BackfillOptions {
  readonly source: BackfillSource
  /** Holds the embedded engine, and the log of the source `own`; not touched otherwise. */
  readonly dataDir: string
  /** @default `{ kind: 'embedded' }` */
  readonly clickhouse?: ClickHouseChoice
  /** As of the node: older events are left out. @default 14 */
  readonly retentionDays?: number
  /** Only numbers from here on … @default the first */
  readonly fromSeq?: number
  /** … up to and including this one. @default the last */
  readonly toSeq?: number
  /** Ends the backfill after the chunk at hand; run again, it goes on. */
  readonly signal?: AbortSignal
  /** Hears after each chunk. Must not throw. */
  readonly onProgress?: (progress: BackfillCounts) => void
  /** Hears how many events of the own node are not in ClickHouse yet, which is waited for. */
  readonly onWaiting?: (events: number) => void
  readonly logger?: Logger
  readonly clock?: Clock
}

/** What became of the events so far: `events = inserted + alreadyStored + expired + refused`. */
export interface BackfillCounts {
  readonly events: number
  readonly inserted: number
  readonly alreadyStored: number
  /** Older than what ClickHouse keeps. */
  readonly expired: number
  /** Refused by ClickHouse itself. */
  readonly refused: number
  /** Lines of files that hold no event; not among `events`. */
  readonly unreadable: number
}

export interface BackfillSummary extends BackfillCounts {
  readonly nodeIds: readonly string[]
  /** False when it was stopped before the end. */
  readonly isComplete: boolean
  /** What somebody should know: a torn tail, the first unreadable lines, the first refused events. */
  readonly notes: readonly string[]
}
