import type { Clock, GapCause, GapData } from '@org/events'
import type { Backfill } from '../backfill/backfill.ts'
import { createGapFiller } from '../backfill/gap-filler.ts'
import { createGapLedger } from './gap-ledger.ts'
import { createOverflowGap, type OverflowGapOptions } from './overflow-gap.ts'

/**
 * The gaps of one source: those without sight, and beside them those in which what was seen had to be let go. After
 * each of them the standing pool is read.
 */
export interface SourceGaps {
  /** Sight is back. @param isReadable false where the node shows no pending transactions at all */
  sightBack(isReadable: boolean): void
  /** Sight is lost. @param fromUs when data stopped */
  sightLost(cause: GapCause, fromUs: number): void
  /** Something was dropped by a full queue. @param atUs when it arrived, Unix microseconds */
  overflowed(atUs: number): void
  /** Takes over what an earlier run left open, before anything else. @param endUs when that run ended */
  adopt(gaps: readonly GapData[], endUs: number): void
  /** How long the open gaps are, the longest of them; 0 while there is none. @param nowUs Unix microseconds */
  openSeconds(nowUs: number): number
  /** Seconds by cause since this process began, open gaps included. */
  seconds(nowUs: number): ReadonlyMap<GapCause, number>
  /** Closes a gap of overflow, gives up reading and releases the timer. Idempotent. */
  stop(): Promise<void>
}

export interface SourceGapsOptions {
  readonly newId: () => string
  readonly onOpened: (gap: GapData) => void
  readonly onClosed: (gap: GapData) => void
  readonly backfill: Backfill
  /** Longest time to read the standing pool. */
  readonly backfillTimeoutMs: number
  readonly isCalm: OverflowGapOptions['isCalm']
  readonly clock: Clock
}

/** Without a drop for so long an overflow is over. */
const OVERFLOW_QUIET_MS = 1000

export function createSourceGaps(options: SourceGapsOptions): SourceGaps {
  const { clock, backfill, backfillTimeoutMs: timeoutMs } = options
  let readable = false
  const isReadable = (): boolean => readable
  const ledger = { ...options, countsFromUs: clock.nowUs() }
  const sight = createGapLedger(ledger)
  const sightFiller = createGapFiller({ gaps: sight, backfill, isReadable, timeoutMs })
  const overflows = createGapLedger(ledger)
  const overflowFiller = createGapFiller({ gaps: overflows, backfill, isReadable, timeoutMs })
  const overflow = createOverflowGap({
    gaps: overflows,
    filler: overflowFiller,
    clock,
    quietMs: OVERFLOW_QUIET_MS,
    isCalm: options.isCalm,
  })
  return {
    sightBack(isReadableNow) {
      readable = isReadableNow
      sightFiller.ended(clock.nowUs())
    },
    sightLost(cause, fromUs) {
      readable = false
      sightFiller.giveUp()
      overflowFiller.giveUp()
      sight.open(cause, fromUs)
    },
    overflowed: (atUs) => overflow.dropped(atUs),
    adopt(gaps, endUs) {
      for (const gap of gaps) (gap.cause === 'overflow' ? overflows : sight).adopt(gap)
      // The process ended in the middle of it.
      overflows.sight(endUs)
      overflows.filled()
    },
    openSeconds(nowUs) {
      const since = Math.min(sight.openSinceUs() ?? nowUs, overflows.openSinceUs() ?? nowUs)
      return Math.max(0, nowUs - since) / 1e6
    },
    seconds(nowUs) {
      const seconds = new Map(sight.seconds(nowUs))
      for (const [cause, more] of overflows.seconds(nowUs))
        seconds.set(cause, (seconds.get(cause) ?? 0) + more)
      return seconds
    },
    async stop() {
      readable = false
      overflow.stop()
      await Promise.all([sightFiller.stop(), overflowFiller.stop()])
    },
  }
}
