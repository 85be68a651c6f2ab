import {
  type Clock,
  createSystemClock,
  type DraftOf,
  type EventDraft,
  errorMessage,
  type Logger,
  type Metrics,
  noopLogger,
  noopMetrics,
  type PoolStates,
  type Searcher,
} from '@org/events'
import { SearcherError } from './errors.ts'
import { analyzeTransaction } from './features/analyze-transaction.ts'
import { createSenderMemory, type SenderMemory } from './features/sender-memory.ts'
import { createSearcherMetrics } from './metrics.ts'
import { builtInStrategies } from './opportunities/built-in-strategies.ts'
import { createRecentMemory, type RecentMemory } from './opportunities/recent-memory.ts'
import type { Strategy } from './opportunities/strategy.ts'
import { createStrategyRunner } from './opportunities/strategy-runner.ts'
import type { StrategyBudget } from './opportunities/time-budget.ts'
import type { ChainRegistry, ProtocolRegistry } from './registry/protocol-registry.ts'
import { createHeadLine, type HeadLine } from './state/head-line.ts'
import { NO_STATES, outlookOf } from './state/outlook.ts'

export interface SearcherOptions {
  readonly registry: ProtocolRegistry
  /** @default the built-in strategies: `SandwichExposure`, `Backrun`, `Arbitrage`, `Liquidation`, `Bundle` */
  readonly strategies?: readonly Strategy[]
  /** Time that each strategy may take. @default 2 ms; after 5 overruns left out for a minute */
  readonly strategyBudget?: StrategyBudget
  /** States of pools, for what calldata alone does not say. @default none */
  readonly poolStates?: PoolStates
  /** @default none */
  readonly logger?: Logger
  /** @default none */
  readonly metrics?: Metrics
  /** Times the analysis. @default the system's */
  readonly clock?: Clock
}

/** What the searcher keeps of one chain. */
interface ChainState {
  readonly registry: ChainRegistry
  readonly recent: RecentMemory
  readonly senders: SenderMemory
  /** Of the latest block; `null` before the first and on chains without one. */
  baseFeeWei: number | null
  readonly heads: HeadLine
}

/** More chains than anybody watches at once; beyond it the chain known longest is forgotten and begins anew. */
const MAX_CHAINS = 64

/**
 * Derives features and opportunities from decoded transactions. Synchronous, without I/O; its memory belongs to
 * the instance and is bounded (some 4,000 senders and 8,000 pools per chain).
 * @throws SearcherError `STRATEGY_DUPLICATE` when two strategies have the same name.
 * @example
 * const searcher = createSearcher({ registry: loadRegistry() })
 * const derived: EventDraft[] = []
 * searcher.onTransaction(transaction, derived)
 */
export function createSearcher(options: SearcherOptions): Searcher {
  const logger = options.logger ?? noopLogger
  const clock = options.clock ?? createSystemClock()
  const metrics = createSearcherMetrics(options.metrics ?? noopMetrics)
  const failures = metrics.errors('ANALYSIS_FAILED')
  const runner = createStrategyRunner({
    strategies: options.strategies ?? builtInStrategies,
    budget: options.strategyBudget ?? {},
    metrics,
    logger,
    clock,
  })
  const states = options.poolStates ?? null
  const chains = new Map<number, ChainState>()
  let failureLogged = false

  const stateOf = (chainId: number): ChainState => {
    const known = chains.get(chainId)
    if (known !== undefined) return known
    if (chains.size >= MAX_CHAINS) {
      const longest = chains.keys().next()
      if (!longest.done) chains.delete(longest.value)
    }
    const state: ChainState = {
      registry: options.registry.chain(chainId),
      recent: createRecentMemory(),
      senders: createSenderMemory(),
      baseFeeWei: null,
      heads: createHeadLine(),
    }
    chains.set(chainId, state)
    return state
  }

  const analyze = (transaction: DraftOf<'TxDecoded'>, out: EventDraft[]): void => {
    const chain = stateOf(transaction.chain_id)
    const analysis = analyzeTransaction(
      transaction.data,
      chain.registry,
      chain.baseFeeWei,
      chain.senders,
      transaction.ingest_ts_unix_us,
    )
    out.push({
      kind: 'TxFeatures',
      chain_id: transaction.chain_id,
      source_id: transaction.source_id,
      ingest_ts_unix_us: transaction.ingest_ts_unix_us,
      tx_hash: transaction.tx_hash,
      data: analysis.features,
    })
    const txHash = transaction.tx_hash
    if (txHash === '') return
    const recent = chain.recent.at(transaction.ingest_ts_unix_us)
    const { swaps } = analysis.features
    const outlook =
      states === null || swaps.length === 0
        ? NO_STATES
        : outlookOf(swaps, analysis.limit, transaction.chain_id, states)
    runner.run({ transaction, txHash, analysis, recent, chain: chain.registry, outlook, states }, out)
    chain.recent.remember(transaction, txHash, analysis, outlook)
  }

  return {
    onTransaction(transaction, out) {
      const started = clock.monotonicMs()
      const length = out.length
      try {
        analyze(transaction, out)
      } catch (cause) {
        // A defect of this package must not stop the pipeline, and must not leave half a result.
        out.length = length
        failures.inc()
        if (!failureLogged) {
          failureLogged = true
          const error = new SearcherError(
            'ANALYSIS_FAILED',
            `analysis of transaction ${transaction.tx_hash} of chain ${transaction.chain_id} failed`,
            { retryable: false, cause },
          )
          logger.error('analysis failed; further failures are only counted', {
            code: error.code,
            error: errorMessage(error),
          })
        }
      }
      metrics.analyzeSeconds.observe((clock.monotonicMs() - started) / 1000)
    },
    onBlock(block) {
      const chain = stateOf(block.chain_id)
      const kind = chain.heads.note(block.data)
      if (kind === 'late') return
      if (kind === 'replacing') chain.recent.onReorg()
      const baseFee = block.data.base_fee_wei
      chain.baseFeeWei = baseFee === null ? null : Number(baseFee)
      chain.recent.onHead()
      chain.senders.onHead()
    },
  }
}
