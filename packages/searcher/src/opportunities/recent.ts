import type { Address, Hash, PoolState } from '@org/events'

/** A transaction that was pending a moment ago, as far as others may be compared with it. */
export interface RecentTransaction {
  readonly txHash: Hash
  readonly sender: Address
  readonly nonce: number
  readonly seenUs: number
  /** Heads of the chain that were seen before it. */
  readonly head: number
  readonly category: string
  /** `null`: contract creation. */
  readonly to: Address | null
  /** True where it swaps, also where that is known in part only. */
  readonly swaps: boolean
  /** Who may take tokens by the first of its approvals; `null` where it approves nobody. */
  readonly approves: Address | null
  /** What its swaps put at stake, in whole native coins; `null` when unknown. */
  readonly nativeValue: number | null
}

/** A swap seen on a pool. */
export interface RecentSwap {
  readonly transaction: RecentTransaction
  readonly pool: string
  /** True when it sells the token whose address sorts first. */
  readonly sellsFirst: boolean
  /** The pool as this swap alone would leave it; `null` where that could not be computed. */
  readonly after: PoolState | null
}

/**
 * What was seen shortly before on one chain. Entries may have been mined since. The lists belong to the searcher and
 * hold during the call only.
 */
export interface RecentView {
  /** The latest swaps on a pool, one per transaction, in order of arrival. */
  onPool(pool: string): readonly RecentSwap[]
  /** The latest swap on each pool of a pair, in order of arrival. */
  onPair(pair: string): readonly RecentSwap[]
  ofSender(sender: Address, nonce: number): RecentTransaction | null
  /** The latest calls to liquidate a borrower, in order of arrival. */
  liquidating(borrower: Address): readonly RecentTransaction[]
}
