import {
  decodeEvent,
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
import type { LineSource } from './line-source.ts'
import { readEvents, type TransactionEntry } from './transaction-entry.ts'

/** A row of `/transactions`, encoded once per change. */
export function summaryJson(entry: TransactionEntry, lines: LineSource): Json<TransactionSummary> {
  entry.summary ??= toJson(summaryOf(entry, decodedOf(entry, lines), featuresOf(entry, lines)))
  return entry.summary
}

/** A row of `/transactions/all`. Not kept: it is the summary and texts that are there already. */
export function detailJson(entry: TransactionEntry, lines: LineSource): Json<TransactionDetail> {
  const summary = summaryJson(entry, lines).slice(0, -1)
  const sources = toJson(entry.sources.map(({ id }) => id))
  const row = `${summary},"decoded":${dataJson(entry.decoded, lines)},"features":${dataJson(entry.features, lines)},"sources":${sources}}`
  return row as Json<TransactionDetail> // an object of JSON texts; the same as detailOf, property-tested
}

/** Everything known of one transaction. Not kept: it is asked for one at a time. */
export function recordJson(entry: TransactionEntry, lines: LineSource): Json<TransactionRecord> {
  const { sightings, history, opportunities } = readEvents(entry, lines)
  return toJson<TransactionRecord>({
    ...detailOf(entry, lines),
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
    simulation: simulationOf(history),
  })
}

/** The latest among its events: an opportunity that is found again is not simulated again at once. */
function simulationOf(history: readonly StoredEvent[]): TransactionRecord['simulation'] {
  for (let index = history.length - 1; index >= 0; index--) {
    const event = history[index]
    if (event?.kind !== 'OppDetected' || event.data.simulation === undefined) continue
    return { ...event.data.simulation, seq: event.seq }
  }
  return null
}

/** An event of a derived kind as the row that it is by itself: its data, and where it belongs. */
export function derivedRowJson<Row extends FeatureRow | OpportunityRow>(
  seq: number,
  chainId: number,
  lines: LineSource,
): Json<Row> {
  const { data, txHash, ingestTsUnixUs } = linePartsOf(lines.line(seq))
  const row = `${data.slice(0, -1)},"tx_hash":"${txHash}","chain_id":${chainId},"seq":${seq},"ingest_ts_unix_us":${ingestTsUnixUs}}`
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

function dataJson(seq: number, lines: LineSource): string {
  return seq === 0 ? 'null' : linePartsOf(lines.line(seq)).data
}

const decodedOf = (entry: TransactionEntry, lines: LineSource): TxDecodedData | null =>
  dataOf<'TxDecoded'>(entry.decoded, lines)

const featuresOf = (entry: TransactionEntry, lines: LineSource): TxFeaturesData | null =>
  dataOf<'TxFeatures'>(entry.features, lines)

/** @typeParam K the kind of the event */
function dataOf<K extends EventKind>(seq: number, lines: LineSource): StoredOf<K>['data'] | null {
  return seq === 0 ? null : (decodeEvent(lines.line(seq)).data as StoredOf<K>['data']) // the caller's word for the kind
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

function detailOf(entry: TransactionEntry, lines: LineSource): TransactionDetail {
  const decoded = decodedOf(entry, lines)
  const features = featuresOf(entry, lines)
  return {
    ...summaryOf(entry, decoded, features),
    decoded,
    features,
    sources: entry.sources.map(({ id }) => id),
  }
}
