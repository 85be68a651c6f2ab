import type {
  ChainStatus,
  FeatureCount,
  FeatureRow,
  MarketStats,
  OpportunityRow,
  StoredEvent,
  TransactionSummary,
} from '@org/events'

/** `GET /dashboard/snapshot`. */
export interface SnapshotAnswer {
  readonly revision: number
  /** The stream continues after this number. */
  readonly latest_seq_id: number
  readonly opportunities: readonly OpportunityRow[]
  readonly feature_summary: readonly FeatureCount[]
  readonly feature_details: readonly FeatureRow[]
  /** Newest first. */
  readonly transactions: readonly TransactionSummary[]
  readonly chain_ingest_status: readonly ChainStatus[]
  readonly market_stats: MarketStats
}

/** What the server says on `/stream`. */
export type StreamMessage =
  | {
      readonly op: 'hello'
      readonly node_id: string
      readonly latest_seq: number
      readonly oldest_seq: number
    }
  | { readonly op: 'events'; readonly last_seq: number; readonly events: readonly StoredEvent[] }
  | { readonly op: 'reset'; readonly reason: string }
  | { readonly op: 'heartbeat'; readonly latest_seq: number }
