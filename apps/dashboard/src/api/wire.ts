import type {
  ChainStatus,
  FeatureCount,
  FeatureRow,
  MarketStats,
  OpportunityRow,
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
