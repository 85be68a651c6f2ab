import type { Clock } from '@org/events'
import type { Retry } from './retry.ts'
import type { ShipmentTarget } from './shipment-target.ts'

/** How often ClickHouse is asked again: its retention moves the oldest number. */
const REFRESH_MS = 60_000

/** Options of {@link createOldestSeq}. */
export interface OldestSeqOptions {
  readonly target: ShipmentTarget
  readonly retry: Retry
  readonly clock: Clock
  /** Hears which number ClickHouse begins with, each time it is known anew. */
  readonly onOldest: (seq: number | null) => void
}

/** Keeps up with the first number that ClickHouse holds. */
export interface OldestSeq {
  /** Asks when the last answer is old. */
  refresh(): Promise<void>
  /** Takes note of a batch that arrived: the first one of all begins the store. */
  stored(firstSeq: number): void
}

export function createOldestSeq({ target, retry, clock, onOldest }: OldestSeqOptions): OldestSeq {
  let askedMs = Number.NEGATIVE_INFINITY
  let oldest: number | null = null

  function set(seq: number | null): void {
    oldest = seq
    onOldest(seq)
  }

  return {
    async refresh() {
      if (clock.monotonicMs() - askedMs < REFRESH_MS) return
      askedMs = clock.monotonicMs()
      set(await retry.run('ask', 'ask ClickHouse for its oldest event', () => target.oldestSeq()))
    },
    stored(firstSeq) {
      if (oldest === null) set(firstSeq)
    },
  }
}
