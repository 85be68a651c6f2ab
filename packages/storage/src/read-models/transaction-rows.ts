import {
  type Json,
  type OpportunityRow,
  type StoredOf,
  type TransactionDetail,
  type TransactionRecord,
  type TransactionSummary,
  toJson,
} from '@org/events'
import type { TransactionEntry } from './transaction-entry.ts'

/** A row of `/transactions`, encoded once per change. */
export function summaryJson(entry: TransactionEntry): Json<TransactionSummary> {
  entry.summary ??= toJson(summaryOf(entry))
  return entry.summary
}

/** A row of `/transactions/all`, encoded once per change. */
export function detailJson(entry: TransactionEntry): Json<TransactionDetail> {
  entry.detail ??= toJson(detailOf(entry))
  return entry.detail
}

/** Everything known of one transaction. Not kept: it is asked for one at a time. */
export function recordJson(entry: TransactionEntry): Json<TransactionRecord> {
  return toJson<TransactionRecord>({
    ...detailOf(entry),
    sightings: entry.sightings.map((event) => ({
      source_id: event.source_id,
      seq: event.seq,
      seen_unix_us: event.ingest_ts_unix_us,
      first: event.data.first,
      reannounced: event.data.reannounced,
      backfill: event.data.backfill,
    })),
    history: entry.history.map((event) => ({
      seq: event.seq,
      kind: event.kind,
      source_id: event.source_id,
      ingest_ts_unix_us: event.ingest_ts_unix_us,
      data: event.data,
    })),
    opportunities: entry.opportunities.map(opportunityRow),
  })
}

export function opportunityRow(event: StoredOf<'OppDetected'>): OpportunityRow {
  return { ...event.data, ...whereabouts(event) }
}

/** The fields every derived row has beside its data. */
export function whereabouts(event: StoredOf<'OppDetected'> | StoredOf<'TxFeatures'>) {
  return {
    tx_hash: event.tx_hash as OpportunityRow['tx_hash'], // what is derived from a transaction names one
    chain_id: event.chain_id,
    seq: event.seq,
    ingest_ts_unix_us: event.ingest_ts_unix_us,
  }
}

function summaryOf(entry: TransactionEntry): TransactionSummary {
  const { decoded, features } = entry
  return {
    tx_hash: entry.txHash,
    chain_id: entry.chainId,
    seq: entry.seq,
    source_id: entry.sourceId,
    first_seen_unix_us: entry.firstSeenUs,
    status: entry.status,
    sender: decoded?.sender ?? null,
    to: decoded?.to ?? null,
    nonce: decoded?.nonce ?? null,
    value_wei: decoded?.value_wei ?? null,
    tx_type: decoded?.tx_type ?? null,
    method_selector: decoded?.method_selector ?? null,
    protocol: features?.protocol ?? null,
    category: features?.category ?? null,
    mev_score: features?.mev_score ?? null,
    urgency_score: features?.urgency_score ?? null,
  }
}

function detailOf(entry: TransactionEntry): TransactionDetail {
  return {
    ...summaryOf(entry),
    decoded: entry.decoded,
    features: entry.features,
    sources: entry.sources,
  }
}
