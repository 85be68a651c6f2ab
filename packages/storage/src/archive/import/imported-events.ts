import type { EventDraft, Hash } from '@org/events'
import { importedSourceId } from '../layout/source-names.ts'
import type { ImportedTransaction } from './imported-transaction.ts'

/** What is stored of a transaction before a page of rows is imported. */
export interface StoredTransaction {
  /** An event names it. */
  readonly isKnown: boolean
  /** Times of its sightings in milliseconds by the name of the source; `''` where an import did not say. */
  readonly sightings: ReadonlyMap<string, readonly number[]>
  /** `cut`: a body without all of its calldata. */
  readonly body: 'none' | 'cut' | 'whole'
  readonly isConfirmed: boolean
}

export const NOTHING_STORED: StoredTransaction = {
  isKnown: false,
  sightings: new Map(),
  body: 'none',
  isConfirmed: false,
}

const DAY_MS = 86_400_000

/**
 * The events of a row that are not stored yet; none when everything is.
 *
 * A transactions file says when a transaction was seen first and by whom it was seen at all, its sourcelog when each
 * saw it: a source whose sighting later on the same day is stored needs none from this row.
 * @param set the name of the imported set
 */
export function transactionEvents(
  tx: ImportedTransaction,
  stored: StoredTransaction,
  set: string,
): EventDraft[] {
  const { chainId, hash, timestampMs } = tx
  const envelope = { chain_id: chainId, tx_hash: hash, ingest_ts_unix_us: timestampMs * 1000 }
  const source_id = importedSourceId(set, '')
  const drafts: EventDraft[] = missingSources(tx, stored).map((source, index) =>
    sightingEvent(chainId, hash, timestampMs, importedSourceId(set, source), index === 0 && !stored.isKnown),
  )
  if (stored.body === 'none' || (stored.body === 'cut' && tx.isWhole)) {
    drafts.push({ ...envelope, kind: 'TxDecoded', source_id, data: tx.body })
  }
  if (tx.confirmation !== null && !stored.isConfirmed) {
    drafts.push({
      ...envelope,
      kind: 'TxConfirmedFinal',
      source_id,
      // Never before the sighting: a transaction begins with the first event that names it.
      ingest_ts_unix_us: Math.max(timestampMs * 1000, tx.confirmation.block_timestamp * 1_000_000),
      data: tx.confirmation,
    })
  }
  return drafts
}

/** The sighting of a sourcelog row; `null` when it is stored. */
export function sourcelogEvent(
  row: { readonly hash: Hash; readonly timestampMs: number; readonly source: string },
  chainId: number,
  stored: StoredTransaction,
  set: string,
): EventDraft | null {
  const { hash, timestampMs, source } = row
  if (stored.sightings.get(source)?.includes(timestampMs) === true) return null
  return sightingEvent(chainId, hash, timestampMs, importedSourceId(set, source), !stored.isKnown)
}

function missingSources(tx: ImportedTransaction, stored: StoredTransaction): readonly string[] {
  const { timestampMs, sources } = tx
  const endOfDay = (Math.floor(timestampMs / DAY_MS) + 1) * DAY_MS
  const isAt = (from: number, to: number, source: string): boolean =>
    stored.sightings.get(source)?.some((at) => at >= from && at < to) === true
  const missing = sources.filter((source) => !isAt(timestampMs, endOfDay, source))
  if (missing.length > 0) return missing
  // Somebody saw it at the time of the row.
  const isSeenThen = [...stored.sightings.keys()].some((source) => isAt(timestampMs, timestampMs + 1, source))
  return isSeenThen ? [] : [sources[0] ?? '']
}

function sightingEvent(
  chainId: number,
  hash: Hash,
  timestampMs: number,
  sourceId: string,
  first: boolean,
): EventDraft {
  return {
    kind: 'TxSeen',
    chain_id: chainId,
    source_id: sourceId,
    ingest_ts_unix_us: timestampMs * 1000,
    tx_hash: hash,
    data: { first, reannounced: false, backfill: true },
  }
}
