import type { DraftOf, Hash, PoolStates, ScoreComponent } from '@org/events'
import type { Analysis } from '../features/analyze-transaction.ts'
import type { ChainRegistry } from '../registry/protocol-registry.ts'
import type { Outlook } from '../state/outlook.ts'
import type { RecentView } from './recent.ts'

/** What a strategy may look at. Valid during the call only. */
export interface StrategyContext {
  readonly transaction: DraftOf<'TxDecoded'>
  readonly txHash: Hash
  readonly analysis: Analysis
  /** What this searcher saw shortly before, on the same chain. */
  readonly recent: RecentView
  readonly chain: ChainRegistry
  /** What its swaps would do to the pools as they were at a block. */
  readonly outlook: Outlook
  /** `null`: no states of pools are read. */
  readonly states: PoolStates | null
}

/** What a strategy found. The sum of the components' points is the score. */
export interface Finding {
  /** The transactions concerned, in order of arrival, with the present one; at most 64. */
  readonly memberTxHashes: readonly Hash[]
  /** Points are integers that sum to 0–100; at most 32. */
  readonly components: readonly ScoreComponent[]
  readonly reasons: readonly string[]
}

/**
 * Looks for one kind of opportunity. Synchronous, without I/O, and without memory of its own: it compares with
 * `context.recent`, so that replays and restarts give the same findings. It may throw: that is caught and counted.
 * One that takes too long again and again is left out for a while.
 */
export interface Strategy {
  /** Unique per searcher; the `strategy` of its events and a metric label, so one of a few fixed names. */
  readonly name: string
  /** Changes whenever the same transaction would get another score. */
  readonly version: string
  /** `null`: nothing worth an event. */
  detect(context: StrategyContext): Finding | null
}
