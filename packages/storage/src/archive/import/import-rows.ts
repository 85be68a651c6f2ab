import type { EventDraft, Hash } from '@org/events'
import { parseHash } from '@org/events'
import type { ArchiveRow, Placed, SightingRow } from '../layout/archive-row.ts'
import { BadField, show, sourceNameIn, time } from './field-readers.ts'
import { sourcelogEvent, transactionEvents } from './imported-events.ts'
import { importedTransaction } from './imported-transaction.ts'
import type { Rejection } from './rejection.ts'
import type { StoredTransactions } from './stored-transactions.ts'

/** A row that can become events, once it is known what is stored of its transaction. */
export interface ImportRow {
  readonly chainId: number
  readonly hash: Hash
  /** Times between which what is stored of it is of interest, in Unix milliseconds. */
  readonly fromMs: number
  readonly toMs: number
  /** The events that are not stored yet. */
  events(stored: StoredTransactions): readonly EventDraft[]
}

/** A row where it stands in its file, or why it is none. */
export interface PlacedRow {
  readonly place: number
  readonly row: ImportRow | Rejection
}

/** What rows are read with. */
export interface RowContext {
  readonly set: string
  /** Of rows that do not say. */
  readonly chainId: number
  /** Rows before this time would be forgotten at once, in Unix milliseconds. */
  readonly oldestMs: number
  /** No row can be later, in Unix milliseconds. */
  readonly newestMs: number
}

const DAY_MS = 86_400_000

export function readTransaction({ row }: Placed<ArchiveRow>, context: RowContext): ImportRow | Rejection {
  if (row === null) return MALFORMED
  const tx = importedTransaction(row, context.chainId)
  if ('reason' in tx) return tx
  const untimely = judgeTime(tx.hash, tx.timestampMs, context)
  if (untimely !== null) return untimely
  const { chainId, hash, timestampMs } = tx
  const blockMs = (tx.confirmation?.block_timestamp ?? 0) * 1000
  return {
    chainId,
    hash,
    fromMs: blockMs === 0 ? timestampMs : Math.min(timestampMs, blockMs),
    // The rest of its day, and the time in which a node here may have noted its block.
    toMs: Math.max(timestampMs, blockMs) + DAY_MS,
    events: (stored) => transactionEvents(tx, stored.of(chainId, hash), context.set),
  }
}

export function readSighting({ row }: Placed<SightingRow>, context: RowContext): ImportRow | Rejection {
  if (row === null) return MALFORMED
  const hash = parseHash(row.hash)
  if (hash === null) return { reason: 'bad_field', note: `hash ${show(row.hash)}` }
  let timestampMs: number
  try {
    timestampMs = time('timestamp_ms', row.timestampMs)
    if (row.source !== '') sourceNameIn('source', row.source)
  } catch (error) {
    if (error instanceof BadField) return { reason: 'bad_field', note: `${hash}: ${error.message}` }
    throw error
  }
  const untimely = judgeTime(hash, timestampMs, context)
  if (untimely !== null) return untimely
  const { chainId, set } = context
  const { source } = row
  return {
    chainId,
    hash,
    fromMs: timestampMs,
    toMs: timestampMs + 1,
    events(stored) {
      const event = sourcelogEvent({ hash, timestampMs, source }, chainId, stored.of(chainId, hash), set)
      return event === null ? [] : [event]
    },
  }
}

const MALFORMED: Rejection = { reason: 'malformed_row', note: 'not as many fields as the first line' }

function judgeTime(hash: Hash, timestampMs: number, { oldestMs, newestMs }: RowContext): Rejection | null {
  if (timestampMs < oldestMs) {
    return { reason: 'before_retention', note: `${hash}: older than ClickHouse keeps events` }
  }
  return timestampMs > newestMs ? { reason: 'bad_field', note: `${hash}: a time that is yet to come` } : null
}
