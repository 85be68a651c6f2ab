import {
  type Clock,
  type CursorError,
  createSystemClock,
  type EncodedEvent,
  type EventDraft,
  type FeatureCount,
  type FeatureRow,
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
import type { HistoryReader } from './history.ts'
import { foldHistory } from './history-fold.ts'
import { createMarket } from './market.ts'
import { createOpportunities } from './opportunities.ts'
import { transactionPage } from './transaction-pages.ts'
import { detailJson, recordJson, summaryJson } from './transaction-rows.ts'
import { createTransactionTable } from './transaction-table.ts'

/** Read models that are kept up with {@link LiveReadModels.apply}. */
export interface LiveReadModels extends ReadModels {
  /** Takes the next durable event and what it was encoded from. Numbers ascend, of one node; the draft is not kept. */
  apply(event: EncodedEvent, draft: EventDraft): void
}

export interface ReadModelsOptions {
  /** First sightings in memory. @default 50,000 */
  readonly maxTransactions?: number
  /** Characters of all events of these transactions. @default 256 Mi */
  readonly maxTransactionChars?: number
  /** Feature events in memory. @default 20,000 */
  readonly maxFeatures?: number
  /** Opportunity events in memory. @default 20,000 */
  readonly maxOpportunities?: number
  /** Where older transactions come from; without it lists end with memory. */
  readonly history?: HistoryReader
  /** For the rates of market stats. @default the system's clock */
  readonly clock?: Clock
}

/**
 * Bounded views over the durable events. Applying costs the same whatever is held; reading costs what it returns.
 * The same events make the same rows, byte for byte, live or read back.
 */
export function createReadModels(options: ReadModelsOptions = {}): LiveReadModels {
  const { history } = options
  const table = createTransactionTable(
    options.maxTransactions ?? 50_000,
    options.maxTransactionChars ?? 256 * 1024 * 1024,
  )
  const features = createFeatures(options.maxFeatures ?? 20_000)
  const opportunities = createOpportunities(options.maxOpportunities ?? 20_000)
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
    apply(event: EncodedEvent, draft: EventDraft): void {
      latestSeq = event.seq
      market.apply(draft)
      table.apply(event, draft)
      if (draft.kind === 'TxFeatures') features.apply(event, draft)
      else if (draft.kind === 'OppDetected') opportunities.apply(event, draft)
    },
    // Every event changes at least the latest number, which a snapshot shows.
    revision: () => latestSeq,
    snapshot(query: SnapshotQuery): Snapshot {
      const { chainId } = query
      const transactions: Json<TransactionSummary>[] = []
      for (const entry of table.below(Number.MAX_SAFE_INTEGER, chainId)) {
        if (transactions.length >= query.txLimit) break
        transactions.push(summaryJson(entry))
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
    transactions: (query: ListQuery): Promise<Page<TransactionSummary> | CursorError> =>
      transactionPage(table, history, query, summaryJson),
    transactionDetails: (query: ListQuery): Promise<Page<TransactionDetail> | CursorError> =>
      transactionPage(table, history, query, detailJson),
    async transaction(hash: Hash, chainId?: number): Promise<Json<TransactionRecord> | null> {
      const held = table.get(hash, chainId)
      if (held !== undefined) return recordJson(held)
      if (history === undefined) return null
      const folded = await foldHistory(history, [hash])
      const entry = chainId === undefined ? folded.newest(hash) : folded.get(hash, chainId)
      return entry === undefined ? null : recordJson(entry)
    },
    featureCounts: (chainId?: number): readonly FeatureCount[] => features.counts(chainId),
    recentFeatures: (query: ListQuery): readonly Json<FeatureRow>[] =>
      features.recent(query.limit, query.chainId),
    opportunities: (query: OpportunityQuery): readonly Json<OpportunityRow>[] => opportunities.newest(query),
    rankedOpportunities: (query: OpportunityQuery): readonly Json<OpportunityRow>[] =>
      opportunities.ranked(query),
  }
}
