import type { DraftOf, Hash, ScoreComponent } from '@org/events'
import type { Analysis } from '../features/analyze-transaction.ts'
import type { RecentView } from './recent.ts'

/** What a strategy may look at. Valid during the call only. */
export interface StrategyContext {
  readonly transaction: DraftOf<'TxDecoded'>
  readonly txHash: Hash
  readonly analysis: Analysis
  /** What this searcher saw shortly before, on the same chain. */
  readonly recent: RecentView
}

/** What a strategy found. The sum of the components' points is the score. */
export interface Finding {
  /** The transactions concerned, in order of arrival, with the present one. */
  readonly memberTxHashes: readonly Hash[]
  /** Points are integers that sum to 0–100. */
  readonly components: readonly ScoreComponent[]
  readonly reasons: readonly string[]
}

/**
 * Looks for one kind of opportunity. Synchronous, without I/O, and without memory of its own: it compares with
 * `context.recent`, so that replays and restarts give the same findings. It may throw: that is caught and counted.
 */
export interface Strategy {
  /** Unique per searcher; the `strategy` of its events and a metric label, so one of a few fixed names. */
  readonly name: string
  /** Changes whenever the same transaction would get another score. */
  readonly version: string
  /** `null`: nothing worth an event. */
  detect(context: StrategyContext): Finding | null
}
