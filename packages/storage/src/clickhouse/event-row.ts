import { type EncodedEvent, isEventKind, type Json, type StoredEvent } from '@org/events'
import { StorageError } from '../errors.ts'

/** Columns that make up an event, in the order {@link eventOfRow} reads them. */
export const EVENT_COLUMNS = 'seq, chain_id, source_id, kind, ingest_ts_unix_us, tx_hash, data, score'

/**
 * The event of a row, its line byte for byte as it was inserted: the envelope is written as the codec writes it,
 * and `data` was stored as text.
 *
 * @param nodeIdJson the node id as a JSON string
 */
export function eventOfRow(row: readonly unknown[], nodeIdJson: string): EncodedEvent {
  const [seq, chainId, sourceId, kind, time, txHash, data, score] = row
  if (!isEventKind(kind)) {
    throw new StorageError(
      'CLICKHOUSE_REFUSED',
      `event ${String(seq)} in ClickHouse is of unknown kind ${String(kind)}`,
      { retryable: false },
    )
  }
  // 64-bit integers come as numbers or as strings, depending on the server's settings.
  const line = `{"seq":${Number(seq)},"node_id":${nodeIdJson},"chain_id":${Number(chainId)},"source_id":${JSON.stringify(sourceId)},"kind":"${kind}","ingest_ts_unix_us":${Number(time)},"tx_hash":"${String(txHash)}","data":${String(data)}}`
  return {
    seq: Number(seq),
    chainId: Number(chainId),
    kind,
    score: score === null ? null : Number(score),
    line: line as Json<StoredEvent>, // the inverse of what JSONEachRow read, property-tested
  }
}
