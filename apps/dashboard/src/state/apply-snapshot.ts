import type { FeatureRow, OpportunityRow, TransactionSummary } from '@org/events'
import type { SnapshotAnswer } from '../api/wire.ts'
import {
  MAX_OPPORTUNITIES,
  MAX_TRANSACTIONS,
  rowKey,
  type TransactionRow,
  type ViewState,
} from './view-state.ts'

/** Replaces what the page holds by the server's own view. */
export function applySnapshot(state: ViewState, snapshot: SnapshotAnswer): ViewState {
  return {
    ...state,
    durableSeq: snapshot.latest_seq_id,
    appliedSeq: snapshot.latest_seq_id,
    transactions: transactionRows(snapshot.transactions, snapshot.feature_details),
    opportunities: opportunityRows(snapshot.opportunities),
  }
}

function transactionRows(
  summaries: readonly TransactionSummary[],
  features: readonly FeatureRow[],
): ReadonlyMap<string, TransactionRow> {
  const featuresByKey = new Map(features.map((row) => [rowKey(row.chain_id, row.tx_hash), row]))
  const rows = summaries.map((summary) => {
    const key = rowKey(summary.chain_id, summary.tx_hash)
    return toRow(key, summary, featuresByKey.get(key))
  })
  return new Map(newestBySeq(rows, MAX_TRANSACTIONS).map((row) => [row.key, row]))
}

function toRow(key: string, summary: TransactionSummary, features: FeatureRow | undefined): TransactionRow {
  return {
    key,
    chainId: summary.chain_id,
    hash: summary.tx_hash,
    seq: summary.seq,
    firstSeenUs: summary.first_seen_unix_us,
    status: summary.status,
    sender: summary.sender,
    to: summary.to,
    valueWei: summary.value_wei,
    protocol: summary.protocol,
    category: summary.category,
    mevScore: summary.mev_score,
    urgencyScore: summary.urgency_score,
    swaps: features?.swaps ?? [],
    valueNative: features?.value_native ?? null,
    slippageLimit: features?.slippage_limit ?? null,
  }
}

function opportunityRows(rows: readonly OpportunityRow[]): ReadonlyMap<string, OpportunityRow> {
  const newest = newestBySeq(rows, MAX_OPPORTUNITIES)
  return new Map(newest.map((row) => [rowKey(row.chain_id, row.opportunity_id), row]))
}

/** The `limit` rows of the highest numbers, oldest first. */
function newestBySeq<Row extends { readonly seq: number }>(
  rows: readonly Row[],
  limit: number,
): readonly Row[] {
  return rows.toSorted((a, b) => a.seq - b.seq).slice(-limit)
}
