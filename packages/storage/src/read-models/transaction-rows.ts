import {
  decodeEvent,
  type EncodedEvent,
  type EventKind,
  type FeatureRow,
  type Json,
  type OpportunityRow,
  type StoredEvent,
  type StoredOf,
  type TransactionDetail,
  type TransactionRecord,
  type TransactionSummary,
  type TxDecodedData,
  type TxFeaturesData,
  toJson,
} from '@org/events'
import { linePartsOf } from './line-parts.ts'
import { readEvents, type TransactionEntry } from './transaction-entry.ts'

/** A row of `/transactions`, encoded once per change. */
export function summaryJson(entry: TransactionEntry): Json<TransactionSummary> {
  entry.summary ??= toJson(summaryOf(entry, decodedOf(entry), featuresOf(entry)))
  return entry.summary
}

/** A row of `/transactions/all`. Not kept: it is the summary and texts that are there already. */
export function detailJson(entry: TransactionEntry): Json<TransactionDetail> {
  const summary = summaryJson(entry).slice(0, -1)
  const sources = toJson(entry.sources)
  const row = `${summary},"decoded":${dataJson(entry.decoded)},"features":${dataJson(entry.features)},"sources":${sources}}`
  return row as Json<TransactionDetail> // an object of JSON texts; the same as detailOf, property-tested
}

/** Everything known of one transaction. Not kept: it is asked for one at a time. */
export function recordJson(entry: TransactionEntry): Json<TransactionRecord> {
  const { sightings, history, opportunities } = readEvents(entry)
  return toJson<TransactionRecord>({
    ...detailOf(entry),
    sightings: sightings.map((event) => ({
      source_id: event.source_id,
      seq: event.seq,
      seen_unix_us: event.ingest_ts_unix_us,
      first: event.data.first,
      reannounced: event.data.reannounced,
      backfill: event.data.backfill,
    })),
    history: history.map((event) => ({
      seq: event.seq,
      kind: event.kind,
      source_id: event.source_id,
      ingest_ts_unix_us: event.ingest_ts_unix_us,
      data: event.data,
    })),
    opportunities: opportunities.map(derivedRow),
  })
}

/** An event of a derived kind as the row that it is by itself: its data, and where it belongs. */
export function derivedRowJson<Row extends FeatureRow | OpportunityRow>(event: EncodedEvent): Json<Row> {
  const { data, txHash, ingestTsUnixUs } = linePartsOf(event.line)
  const row = `${data.slice(0, -1)},"tx_hash":"${txHash}","chain_id":${event.chainId},"seq":${event.seq},"ingest_ts_unix_us":${ingestTsUnixUs}}`
  return row as Json<Row> // derived data is never empty; the same as derivedRow, property-tested
}

function derivedRow(event: StoredOf<'OppDetected'>): OpportunityRow {
  return {
    ...event.data,
    tx_hash: event.tx_hash as OpportunityRow['tx_hash'], // what is derived from a transaction names one
    chain_id: event.chain_id,
    seq: event.seq,
    ingest_ts_unix_us: event.ingest_ts_unix_us,
  }
}

function dataJson(line: Json<StoredEvent> | null): string {
  return line === null ? 'null' : linePartsOf(line).data
}

const decodedOf = (entry: TransactionEntry): TxDecodedData | null => dataOf<'TxDecoded'>(entry.decoded)

const featuresOf = (entry: TransactionEntry): TxFeaturesData | null => dataOf<'TxFeatures'>(entry.features)

/** @typeParam K the kind of the line */
function dataOf<K extends EventKind>(line: Json<StoredEvent> | null): StoredOf<K>['data'] | null {
  return line === null ? null : (decodeEvent(line).data as StoredOf<K>['data']) // the caller's word for the kind
}

function summaryOf(
  entry: TransactionEntry,
  decoded: TxDecodedData | null,
  features: TxFeaturesData | null,
): TransactionSummary {
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
  const decoded = decodedOf(entry)
  const features = featuresOf(entry)
  return { ...summaryOf(entry, decoded, features), decoded, features, sources: entry.sources }
}
