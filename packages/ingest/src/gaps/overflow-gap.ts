import type { Clock } from '@org/events'
import type { GapLedger } from './gap-ledger.ts'

/**
 * Makes a gap of a burst of drops: announcements that were seen and had to be let go because a queue was at its
 * bound. It lasts from the first drop to the last one before a quiet while.
 */
export interface OverflowGap {
  /** Something was dropped by a full queue. @param atUs when it arrived, Unix microseconds */
  dropped(atUs: number): void
  /** Closes the open gap and releases the timer. */
  stop(): void
}

export interface OverflowGapOptions {
  readonly gaps: GapLedger
  readonly clock: Clock
  /** Without a drop for so long the overflow is over. */
  readonly quietMs: number
}

export function createOverflowGap(options: OverflowGapOptions): OverflowGap {
  const { gaps, clock, quietMs } = options
  let lastUs = 0
  let lastMs = 0
  let timer: NodeJS.Timeout | null = null

  const close = (): void => {
    timer = null
    gaps.sight(lastUs)
    gaps.filled(0)
  }
  const look = (): void => {
    const quietForMs = clock.monotonicMs() - lastMs
    if (quietForMs >= quietMs) close()
    else timer = setTimeout(look, quietMs - quietForMs)
  }

  return {
    dropped(atUs) {
      lastUs = Math.max(lastUs, atUs)
      lastMs = clock.monotonicMs()
      if (timer !== null) return
      gaps.open('overflow', atUs)
      timer = setTimeout(look, quietMs)
    },
    stop() {
      if (timer === null) return
      clearTimeout(timer)
      close()
    },
  }
}
