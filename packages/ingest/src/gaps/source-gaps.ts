import type { Clock, GapCause, GapData } from '@org/events'
import { createGapLedger, type GapLedger } from './gap-ledger.ts'
import { createOverflowGap } from './overflow-gap.ts'

/** The gaps of one source: those without sight, and beside them those in which what was seen had to be let go. */
export interface SourceGaps {
  readonly sight: GapLedger
  /** Something was dropped by a full queue. @param atUs when it arrived, Unix microseconds */
  overflowed(atUs: number): void
  /** Takes over what an earlier run left open. @param lastSeenUs when that run last saw anything */
  adopt(gaps: readonly GapData[], lastSeenUs: number | null): void
  /** Seconds by cause, open gaps included. */
  seconds(nowUs: number): ReadonlyMap<GapCause, number>
  /** Closes a gap of overflow and releases its timer. */
  stop(): void
}

export interface SourceGapsOptions {
  readonly newId: () => string
  readonly onOpened: (gap: GapData) => void
  readonly onClosed: (gap: GapData) => void
  readonly clock: Clock
}

/** Without a drop for so long an overflow is over. */
const OVERFLOW_QUIET_MS = 1000

export function createSourceGaps(options: SourceGapsOptions): SourceGaps {
  const sight = createGapLedger(options)
  const overflows = createGapLedger(options)
  const overflow = createOverflowGap({ gaps: overflows, clock: options.clock, quietMs: OVERFLOW_QUIET_MS })
  return {
    sight,
    overflowed: (atUs) => overflow.dropped(atUs),
    adopt(gaps, lastSeenUs) {
      for (const gap of gaps) {
        if (gap.cause !== 'overflow') sight.adopt(gap)
        else {
          // The process ended in the middle of it.
          overflows.adopt(gap)
          overflows.sight(lastSeenUs ?? gap.from_us)
          overflows.filled(0)
        }
      }
    },
    seconds(nowUs) {
      const seconds = new Map(sight.seconds(nowUs))
      for (const [cause, more] of overflows.seconds(nowUs))
        seconds.set(cause, (seconds.get(cause) ?? 0) + more)
      return seconds
    },
    stop: () => overflow.stop(),
  }
}
