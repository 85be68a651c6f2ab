import type { GapRow, Hash, StoredEvent } from '@org/events'

/** Where a transaction's latest stay in the pool began: the place it has in lists. */
export interface FirstSighting {
  readonly seq: number
  readonly chainId: number
  readonly txHash: Hash
}

/** Which gaps are asked for. */
export interface OlderGaps {
  /** Opened by an event before this number. */
  readonly before: number
  readonly limit: number
  readonly chainId?: number
  readonly sourceId?: string
  /** With an event after this number, */
  readonly after: number
  /** or with one of these ids: memory knows of a later event. */
  readonly changed: readonly string[]
}

/**
 * Events that memory no longer holds. What it returns is folded by the same code as live events. Each question rejects
 * with the reason of its signal.
 */
export interface HistoryReader {
  /** `TxSeen` events with `first` below `before`, newest first, at most `limit`. */
  firstSightingsBefore(
    before: number,
    limit: number,
    chainId?: number,
    signal?: AbortSignal,
  ): Promise<readonly FirstSighting[]>
  /** Every event of these transactions on any chain, and opportunities they are members of, in order. */
  eventsOf(hashes: readonly Hash[], signal?: AbortSignal): Promise<readonly StoredEvent[]>
  /** Gaps as their latest event there left them, by the event that opened them, newest first. */
  gapsBefore(query: OlderGaps, signal?: AbortSignal): Promise<readonly GapRow[]>
}
