import type { EventKind } from './event.ts'
import type {
  GapCause,
  OppDetectedData,
  SimulationData,
  TxDecodedData,
  TxFeaturesData,
} from './event-data.ts'
import type { Address, Hash, Selector, Wei } from './hex.ts'
import type { Json } from './json.ts'

/** Where a transaction stands, by its latest lifecycle event. */
export type TransactionStatus =
  | 'announced'
  | 'pending'
  | 'ready'
  | 'blocked'
  | 'replaced'
  | 'dropped'
  | 'rejected'
  | 'confirmed'
  | 'final'

/** One row of `GET /transactions`. Fields of the body are `null` until it arrived. */
export interface TransactionSummary {
  readonly tx_hash: Hash
  readonly chain_id: number
  /**
   * Number of its latest first sighting: the order and the cursor of lists. A transaction that is shown anew after a
   * restart of the node goes back to the top.
   */
  readonly seq: number
  readonly source_id: string
  readonly first_seen_unix_us: number
  readonly status: TransactionStatus
  readonly sender: Address | null
  readonly to: Address | null
  readonly nonce: number | null
  readonly value_wei: Wei | null
  readonly tx_type: number | null
  readonly method_selector: Selector | null
  readonly protocol: string | null
  readonly category: string | null
  readonly mev_score: number | null
  readonly urgency_score: number | null
}

/** One row of `GET /transactions/all`: the summary, the body and the features. */
export interface TransactionDetail extends TransactionSummary {
  readonly decoded: TxDecodedData | null
  readonly features: TxFeaturesData | null
  /** Sources that showed the hash, in order of their first sighting. */
  readonly sources: readonly string[]
}

/** `GET /transactions/{hash}`: everything known of one transaction. */
export interface TransactionRecord extends TransactionDetail {
  readonly sightings: readonly {
    readonly source_id: string
    readonly seq: number
    readonly seen_unix_us: number
    readonly first: boolean
    readonly reannounced: boolean
    readonly backfill: boolean
  }[]
  /** Every event of the transaction but sightings, in order. */
  readonly history: readonly {
    readonly seq: number
    readonly kind: EventKind
    readonly source_id: string
    readonly ingest_ts_unix_us: number
    readonly data: unknown
  }[]
  readonly opportunities: readonly OpportunityRow[]
  /** What its latest simulation said, and the event that told it; `null` where it was not simulated. */
  readonly simulation: (SimulationData & { readonly seq: number }) | null
}

/** One row of `GET /features/recent`. */
export interface FeatureRow extends TxFeaturesData {
  readonly tx_hash: Hash
  readonly chain_id: number
  readonly seq: number
  readonly ingest_ts_unix_us: number
}

/** One row of `GET /features`. */
export interface FeatureCount {
  readonly protocol: string
  readonly category: string
  readonly count: number
}

/** One row of `GET /opps` and `/opps/recent`. */
export interface OpportunityRow extends OppDetectedData {
  readonly tx_hash: Hash
  readonly chain_id: number
  readonly seq: number
  readonly ingest_ts_unix_us: number
}

/** One row of `GET /gaps`: a time in which a source could not be seen, as its latest event left it. */
export interface GapRow {
  /** Number of the event that opened it: the order and the cursor of the list. */
  readonly seq: number
  readonly chain_id: number
  readonly source_id: string
  readonly gap_id: string
  readonly cause: GapCause
  readonly state: 'open' | 'closed'
  /** When data stopped, Unix microseconds. */
  readonly from_us: number
  /** When it came again; `null` while the gap is open. */
  readonly to_us: number | null
  /** Transactions read from the standing pool to fill the gap. */
  readonly backfilled: number
  /** Number of its latest event. */
  readonly latest_seq: number
}

/** Figures over what the read models hold. */
export interface MarketStats {
  readonly pending_transactions: number
  readonly transactions_per_second: number
  readonly events_per_second: number
  readonly opportunities: number
  /** Counts of the features held, by category. */
  readonly categories: Readonly<Record<string, number>>
}

export interface ListQuery {
  readonly limit: number
  readonly chainId?: number
  /** Opaque, from `Page.nextCursor`. */
  readonly cursor?: string
}

export interface OpportunityQuery extends ListQuery {
  readonly minScore?: number
  readonly strategy?: string
}

export interface GapQuery extends ListQuery {
  readonly sourceId?: string
  /** Only gaps with an event after this number. @default 0 */
  readonly after?: number
}

export interface SnapshotQuery {
  readonly txLimit: number
  readonly featureLimit: number
  readonly oppLimit: number
  readonly minScore: number
  readonly chainId?: number
}

/** Encoded rows; `nextCursor` is `null` when nothing follows. */
export interface Page<Row> {
  readonly rows: readonly Json<Row>[]
  readonly nextCursor: string | null
}

/** The read models' part of `GET /dashboard/snapshot`. */
export interface Snapshot {
  /** Grows with every change of what a snapshot shows. */
  readonly revision: number
  readonly latestSeq: number
  readonly opportunities: readonly Json<OpportunityRow>[]
  readonly featureSummary: readonly FeatureCount[]
  readonly featureDetails: readonly Json<FeatureRow>[]
  readonly transactions: readonly Json<TransactionSummary>[]
  readonly marketStats: MarketStats
}

/** A cursor that this store did not make. */
export type CursorError = 'bad_cursor'

/**
 * Bounded views over the durable events, kept up as they arrive. What may ask ClickHouse rejects with a `StorageError`
 * when that cannot be read, and with the reason of the signal once nobody waits any more.
 */
export interface ReadModels {
  /** Grows with every change of what a snapshot shows. */
  revision(): number
  snapshot(query: SnapshotQuery): Snapshot
  /** Newest first; older than memory from ClickHouse. */
  transactions(query: ListQuery, signal?: AbortSignal): Promise<Page<TransactionSummary> | CursorError>
  transactionDetails(query: ListQuery, signal?: AbortSignal): Promise<Page<TransactionDetail> | CursorError>
  /** From memory, else from ClickHouse; `null` when no event names the hash. */
  transaction(hash: Hash, chainId?: number, signal?: AbortSignal): Promise<Json<TransactionRecord> | null>
  featureCounts(chainId?: number): readonly FeatureCount[]
  /** Newest first. */
  recentFeatures(query: ListQuery): readonly Json<FeatureRow>[]
  /** Newest first. */
  opportunities(query: OpportunityQuery): readonly Json<OpportunityRow>[]
  /** Highest score first; of equal scores the newer first. */
  rankedOpportunities(query: OpportunityQuery): readonly Json<OpportunityRow>[]
  /** By the event that opened them, newest first; older than memory from ClickHouse. */
  gaps(query: GapQuery, signal?: AbortSignal): Promise<Page<GapRow> | CursorError>
}
