import type { GapLedger } from '../gaps/gap-ledger.ts'
import type { Backfill } from './backfill.ts'

/** Ends a gap, reads the standing pool, and closes the gap with what was found. */
export interface GapFiller {
  /** The open gap ended at `toUs`; nothing when none is open. */
  ended(toUs: number): void
  /** What is being read is given up, and its gap closed with what was found so far. */
  giveUp(): void
  /** Gives up; resolves when nothing is read any more. Idempotent. */
  stop(): Promise<void>
}

export interface GapFillerOptions {
  readonly gaps: GapLedger
  readonly backfill: Backfill
  /** False while the node shows no pending transactions: there is nothing to read. */
  readonly isReadable: () => boolean
  /** Longest time to read the pool. */
  readonly timeoutMs: number
}

export function createGapFiller(options: GapFillerOptions): GapFiller {
  const { gaps, backfill } = options
  let reading: AbortController | null = null
  let filling: Promise<void> = Promise.resolve()

  const fill = async (own: AbortController): Promise<void> => {
    const signal = AbortSignal.any([own.signal, AbortSignal.timeout(options.timeoutMs)])
    await backfill.run(signal, gaps.readBack)
    // Given up, it is closed already, and another one may be open.
    if (!own.signal.aborted) gaps.filled()
  }
  const giveUp = (): void => {
    if (reading === null) return
    reading.abort()
    reading = null
    gaps.filled()
  }

  return {
    ended(toUs) {
      if (!gaps.sight(toUs)) return
      if (!options.isReadable()) {
        gaps.filled()
        return
      }
      const own = new AbortController()
      reading = own
      // One at a time: the one before was given up and ends soon.
      filling = filling.then(() => fill(own))
    },
    giveUp,
    async stop() {
      giveUp()
      await filling
    },
  }
}
