import type { Address, Hash } from '@org/events'

/** A transaction that was pending a moment ago, as far as others may be compared with it. */
export interface RecentTransaction {
  readonly txHash: Hash
  readonly sender: Address
  readonly nonce: number
  readonly seenUs: number
  /** Heads of the chain that were seen before it. */
  readonly head: number
  readonly category: string
  /** Whole native coins; `null` when unknown. */
  readonly nativeValue: number | null
}

/** The latest swap seen on a pool. */
export interface RecentSwap {
  readonly transaction: RecentTransaction
  /** True when it sells the token whose address sorts first. */
  readonly sellsFirst: boolean
}

/** What was seen shortly before on one chain. Entries may have been mined since. */
export interface RecentView {
  onPool(pool: string): RecentSwap | null
  ofSender(sender: Address, nonce: number): RecentTransaction | null
}
