import type { Hash, StoredEvent } from '@org/events'

/** Where a transaction's latest stay in the pool began: the place it has in lists. */
export interface FirstSighting {
  readonly seq: number
  readonly chainId: number
  readonly txHash: Hash
}

/** Events that memory no longer holds. What it returns is folded by the same code as live events. */
export interface HistoryReader {
  /** `TxSeen` events with `first` below `before`, newest first, at most `limit`. */
  firstSightingsBefore(before: number, limit: number, chainId?: number): Promise<readonly FirstSighting[]>
  /** Every event of these transactions on any chain, and opportunities they are members of, in order. */
  eventsOf(hashes: readonly Hash[]): Promise<readonly StoredEvent[]>
}
