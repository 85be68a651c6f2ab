import type { Clock } from '@org/events'
import type { GapFiller } from '../backfill/gap-filler.ts'
import type { GapLedger } from './gap-ledger.ts'

/**
 * Makes a gap of a burst of drops: announcements that were seen and had to be let go because a queue was at its
 * bound. It lasts from the first drop to the last one before a quiet while; when the queues have drained as well, the
 * standing pool is read, which may hold what was let go.
 */
export interface OverflowGap {
  /** Something was dropped by a full queue. @param atUs when it arrived, Unix microseconds */
  dropped(atUs: number): void
  /** Closes the open gap and releases the timer. */
  stop(): void
}

export interface OverflowGapOptions {
  readonly gaps: GapLedger
  readonly filler: GapFiller
  readonly clock: Clock
  /** Without a drop for so long the overflow is over. */
  readonly quietMs: number
  /**
   * False while the queues are full of what overflowed them. A pool of 150,000 transactions that was read then took a third of a core
   * of the node, and half of what the server carried.
   */
  readonly isCalm: () => boolean
}

export function createOverflowGap(options: OverflowGapOptions): OverflowGap {
  const { gaps, filler, clock, quietMs, isCalm } = options
  let lastUs = 0
  let lastMs = 0
  let timer: NodeJS.Timeout | null = null

  const look = (): void => {
    const quietForMs = clock.monotonicMs() - lastMs
    if (quietForMs < quietMs) timer = setTimeout(look, quietMs - quietForMs)
    else if (!isCalm()) timer = setTimeout(look, quietMs)
    else {
      timer = null
      filler.ended(lastUs)
    }
  }

  return {
    dropped(atUs) {
      lastMs = clock.monotonicMs()
      if (timer !== null) {
        lastUs = Math.max(lastUs, atUs)
        return
      }
      lastUs = atUs
      // What is read back may be what overflowed.
      filler.giveUp()
      gaps.open('overflow', atUs)
      timer = setTimeout(look, quietMs)
    },
    stop() {
      if (timer === null) return
      clearTimeout(timer)
      timer = null
      gaps.sight(lastUs)
      gaps.filled()
    },
  }
}
