import type { Clock } from '@org/events'
import type { GapLedger } from '../gaps/gap-ledger.ts'
import type { Backfill } from './backfill.ts'

/** Ends a gap when sight is back, reads the standing pool, and closes the gap with what was found. */
export interface GapFiller {
  /** Sight is back. @param pending false where the node shows no pending transactions at all */
  onSight(pending: boolean): void
  /** Sight is lost: what is being read is given up. */
  onBlind(): void
  /** Gives up; resolves when nothing is read any more. Idempotent. */
  stop(): Promise<void>
}

export interface GapFillerOptions {
  readonly gaps: GapLedger
  readonly backfill: Backfill
  /** Longest time to read the pool. */
  readonly timeoutMs: number
  readonly clock: Clock
}

export function createGapFiller(options: GapFillerOptions): GapFiller {
  const { gaps, backfill } = options
  let reading: AbortController | null = null
  let filling: Promise<void> = Promise.resolve()

  const fill = async (own: AbortController): Promise<void> => {
    const found = await backfill.run(AbortSignal.any([own.signal, AbortSignal.timeout(options.timeoutMs)]))
    // What is filled after sight was lost again is not of the gap that is open now.
    if (!own.signal.aborted) gaps.filled(found)
  }

  return {
    onSight(pending) {
      if (!gaps.sight(options.clock.nowUs())) return
      if (!pending) return gaps.filled(0)
      reading = new AbortController()
      filling = fill(reading)
    },
    onBlind: () => reading?.abort(),
    async stop() {
      reading?.abort()
      await filling
    },
  }
}
