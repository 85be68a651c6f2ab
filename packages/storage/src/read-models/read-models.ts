import {
  type Clock,
  type CursorError,
  createSystemClock,
  type EventDraft,
  type FeatureCount,
  type FeatureRow,
  type GapQuery,
  type GapRow,
  type Hash,
  type Json,
  type ListQuery,
  type MarketStats,
  type OpportunityQuery,
  type OpportunityRow,
  type Page,
  type ReadModels,
  type Snapshot,
  type SnapshotQuery,
  type TransactionDetail,
  type TransactionRecord,
  type TransactionSummary,
} from '@org/events'
import { createFeatures } from './features.ts'
import { gapPage } from './gap-pages.ts'
import { createGaps } from './gaps.ts'
import type { HistoryReader } from './history.ts'
import { foldHistory } from './history-fold.ts'
import type { LineSource } from './line-source.ts'
import { createMarket } from './market.ts'
import { createOpportunities } from './opportunities.ts'
import { transactionPage } from './transaction-pages.ts'
import { detailJson, recordJson, summaryJson } from './transaction-rows.ts'
import { createTransactionTable } from './transaction-table.ts'

/** Read models that are kept up with {@link LiveReadModels.apply}. */
export interface LiveReadModels extends ReadModels {
  /**
   * Takes the next durable event; its line is in the window. Numbers ascend, of one node; the draft is not kept.
   * @param firstSeq the first number whose line is still in the window: what needs older ones is let go.
   */
  apply(seq: number, draft: EventDraft, firstSeq: number): void
  /** What the state of the views of transactions comes to; the same state gives the same text. */
  fingerprint(): string
  /** Held transactions that wait to be mined. */
  pendingCount(): number
  /** The same, each by chain and hash, in no particular order. */
  pendingKeys(): Generator<string, void, undefined>
}

export interface ReadModelsOptions {
  /** Where the lines of the events are. */
  readonly lines: LineSource
  /** First sightings in memory. @default 50,000 */
  readonly maxTransactions?: number
  /** Feature events in memory. @default 20,000 */
  readonly maxFeatures?: number
  /** Opportunity events in memory. @default 20,000 */
  readonly maxOpportunities?: number
  /** Gaps in memory. @default 10,000 */
  readonly maxGaps?: number
  /** Where older transactions and gaps come from; without it lists end with memory. */
  readonly history?: HistoryReader
  /** For the rates of market stats. @default the system's clock */
  readonly clock?: Clock
}

/**
 * Bounded views over the durable events. Applying costs the same whatever is held; reading costs what it returns.
 * The same events make the same rows, byte for byte, live or read back.
 */
export function createReadModels(options: ReadModelsOptions): LiveReadModels {
  const { history, lines } = options
  const table = createTransactionTable(options.maxTransactions ?? 50_000, lines)
  const features = createFeatures(options.maxFeatures ?? 20_000, lines)
  const opportunities = createOpportunities(options.maxOpportunities ?? 20_000, lines)
  const gaps = createGaps(options.maxGaps ?? 10_000)
  const market = createMarket(options.clock ?? createSystemClock())
  let latestSeq = 0

  function marketStats(chainId?: number): MarketStats {
    const categories: Record<string, number> = {}
    for (const { category, count } of features.counts(chainId)) {
      categories[category] = (categories[category] ?? 0) + count
    }
    return {
      pending_transactions: table.pending(chainId),
      transactions_per_second: market.transactionsPerSecond(chainId),
      events_per_second: market.eventsPerSecond(chainId),
      opportunities: opportunities.count(chainId),
      categories,
    }
  }

  return {
    apply(seq: number, draft: EventDraft, firstSeq: number): void {
      if (seq !== latestSeq + 1) gaps.beginAt(seq)
      latestSeq = seq
      table.forgetBelow(firstSeq)
      features.forgetBelow(firstSeq)
      opportunities.forgetBelow(firstSeq)
      market.apply(draft)
      table.apply(seq, draft)
      if (draft.kind === 'TxFeatures') features.apply(seq, draft)
      else if (draft.kind === 'OppDetected') opportunities.apply(seq, draft)
      else if (draft.kind === 'GapOpened' || draft.kind === 'GapClosed') gaps.apply(seq, draft)
    },
    fingerprint(): string {
      const parts = [table.size, table.pending(), features.sum, opportunities.sum, table.sum]
      return `${latestSeq} ${parts.map((part) => (typeof part === 'number' ? part : `${part.low} ${part.high}`)).join(' ')}`
    },
    pendingCount: () => table.pending(),
    pendingKeys: table.pendingKeys,
    // Every event changes at least the latest number, which a snapshot shows.
    revision: () => latestSeq,
    snapshot(query: SnapshotQuery): Snapshot {
      const { chainId } = query
      const transactions: Json<TransactionSummary>[] = []
      for (const entry of table.below(Number.MAX_SAFE_INTEGER, chainId)) {
        if (transactions.length >= query.txLimit) break
        transactions.push(summaryJson(entry, lines))
      }
      const ofChain = chainId === undefined ? {} : { chainId }
      return {
        revision: latestSeq,
        latestSeq,
        opportunities: opportunities.ranked({
          limit: query.oppLimit,
          minScore: query.minScore,
          ...ofChain,
        }),
        featureSummary: features.counts(chainId),
        featureDetails: features.recent(query.featureLimit, chainId),
        transactions,
        marketStats: marketStats(chainId),
      }
    },
    transactions: (query: ListQuery, signal?: AbortSignal): Promise<Page<TransactionSummary> | CursorError> =>
      transactionPage(table, history, query, lines, summaryJson, signal),
    transactionDetails: (
      query: ListQuery,
      signal?: AbortSignal,
    ): Promise<Page<TransactionDetail> | CursorError> =>
      transactionPage(table, history, query, lines, detailJson, signal),
    async transaction(
      hash: Hash,
      chainId?: number,
      signal?: AbortSignal,
    ): Promise<Json<TransactionRecord> | null> {
      const held = table.get(hash, chainId)
      if (held !== undefined) return recordJson(held, lines)
      if (history === undefined) return null
      const folded = await foldHistory(history, [hash], signal)
      const entry = chainId === undefined ? folded.newest(hash) : folded.get(hash, chainId)
      return entry === undefined ? null : recordJson(entry, folded.lines)
    },
    featureCounts: (chainId?: number): readonly FeatureCount[] => features.counts(chainId),
    recentFeatures: (query: ListQuery): readonly Json<FeatureRow>[] =>
      features.recent(query.limit, query.chainId),
    opportunities: (query: OpportunityQuery): readonly Json<OpportunityRow>[] => opportunities.newest(query),
    rankedOpportunities: (query: OpportunityQuery): readonly Json<OpportunityRow>[] =>
      opportunities.ranked(query),
    gaps: (query: GapQuery, signal?: AbortSignal): Promise<Page<GapRow> | CursorError> =>
      gapPage(gaps, history, query, signal),
  }
}
