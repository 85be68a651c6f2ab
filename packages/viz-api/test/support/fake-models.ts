import type {
  FeatureRow,
  GapRow,
  ListQuery,
  OpportunityQuery,
  OpportunityRow,
  Page,
  ReadModels,
  SnapshotQuery,
  TransactionDetail,
  TransactionSummary,
  toJson,
} from '@org/events'
import { hashOf } from './fake-log.ts'

/** Rows that show by their own text that they were joined and not written again. */
function row<Row>(n: number): ReturnType<typeof toJson<Row>> {
  return `{"seq": ${n}, "chain_id": 1, "tx_hash": "${hashOf(n)}"}` as ReturnType<typeof toJson<Row>> // stands for an encoded row
}

/** `ReadModels` that keep what they were asked and answer with fixed rows. */
export interface FakeModels extends ReadModels {
  readonly asked: { readonly name: string; readonly query: unknown }[]
  setRevision(revision: number): void
  failWith(error: Error | undefined): void
  /** `transaction` answers only when this has resolved. */
  hold: Promise<void> | undefined
}

export function createFakeModels(): FakeModels {
  const asked: FakeModels['asked'] = []
  let revision = 1
  let failure: Error | undefined

  function page<Row>(name: string, query: ListQuery): Page<Row> | 'bad_cursor' {
    asked.push({ name, query })
    if (failure !== undefined) throw failure
    if (query.cursor === 'forged') return 'bad_cursor'
    return { rows: [row<Row>(2), row<Row>(1)], nextCursor: query.cursor === undefined ? 'next' : null }
  }

  const models: FakeModels = {
    asked,
    hold: undefined,
    setRevision(value) {
      revision = value
    },
    failWith(error) {
      failure = error
    },
    revision: () => revision,
    snapshot(query: SnapshotQuery) {
      asked.push({ name: 'snapshot', query })
      return {
        revision,
        latestSeq: 7,
        opportunities: [row<OpportunityRow>(7)],
        featureSummary: [{ protocol: 'uniswap-v2', category: 'swap', count: 3 }],
        featureDetails: [row<FeatureRow>(6)],
        transactions: [row<TransactionSummary>(5)],
        marketStats: {
          pending_transactions: 1,
          transactions_per_second: 2,
          events_per_second: 3,
          opportunities: 4,
          categories: { swap: 3 },
        },
      }
    },
    transactions: async (query) => page<TransactionSummary>('transactions', query),
    transactionDetails: async (query) => page<TransactionDetail>('transactionDetails', query),
    async transaction(hash, chainId) {
      asked.push({ name: 'transaction', query: { hash, chainId } })
      await models.hold
      return hash === hashOf(1) ? row(1) : null
    },
    featureCounts(chainId) {
      asked.push({ name: 'featureCounts', query: { chainId } })
      return [
        { protocol: 'uniswap-v2', category: 'swap', count: 3 },
        { protocol: 'erc20', category: 'transfer', count: 2 },
      ]
    },
    recentFeatures(query: ListQuery) {
      asked.push({ name: 'recentFeatures', query })
      return [row<FeatureRow>(4)]
    },
    opportunities(query: OpportunityQuery) {
      asked.push({ name: 'opportunities', query })
      return [row<OpportunityRow>(9), row<OpportunityRow>(8)]
    },
    rankedOpportunities(query: OpportunityQuery) {
      asked.push({ name: 'rankedOpportunities', query })
      return [row<OpportunityRow>(8), row<OpportunityRow>(9)]
    },
    gaps: async (query) => page<GapRow>('gaps', query),
  }
  return models
}
