import type { GapCause, GapData } from '@org/events'

/**
 * The intervals in which one source could not be seen. One is open at a time; it ends when sight is back and is told
 * as closed when the standing pool was read, so that it says how much of it was filled.
 */
export interface GapLedger {
  /** Opens a gap that began at `fromUs`; nothing when one is open already. */
  open(cause: GapCause, fromUs: number): void
  /** Takes over a gap that an earlier run left open, as it was told then. Before anything is opened. */
  adopt(gap: GapData): void
  /**
   * Sight is back since `toUs`: the open gap ends there and waits for {@link filled}.
   * @returns false when none was open
   */
  sight(toUs: number): boolean
  /** Closes the gap that ended. @param backfilled transactions read from the standing pool to fill it */
  filled(backfilled: number): void
  /** Seconds without sight by cause, the open gap up to now included. */
  seconds(nowUs: number): ReadonlyMap<GapCause, number>
}

export interface GapLedgerOptions {
  readonly newId: () => string
  readonly onOpened: (gap: GapData) => void
  readonly onClosed: (gap: GapData) => void
}

export function createGapLedger(options: GapLedgerOptions): GapLedger {
  let current: GapData | null = null
  const closedUs = new Map<GapCause, number>()

  const filled = (backfilled: number): void => {
    if (current === null || current.to_us === null) return
    const closed: GapData = { ...current, backfilled }
    current = null
    options.onClosed(closed)
  }

  return {
    open(cause, fromUs) {
      // Sight was lost again before the standing pool could be read.
      filled(0)
      if (current !== null) return
      current = { gap_id: options.newId(), cause, from_us: fromUs, to_us: null, backfilled: 0 }
      options.onOpened(current)
    },
    adopt(gap) {
      current = { ...gap, to_us: null }
    },
    sight(toUs) {
      if (current === null || current.to_us !== null) return false
      // The wall clock may have been set back in between; an interval never is negative.
      const endUs = Math.max(toUs, current.from_us)
      closedUs.set(current.cause, (closedUs.get(current.cause) ?? 0) + (endUs - current.from_us))
      current = { ...current, to_us: endUs }
      return true
    },
    filled,
    seconds(nowUs) {
      const seconds = new Map<GapCause, number>()
      for (const [cause, us] of closedUs) seconds.set(cause, us / 1e6)
      if (current !== null && current.to_us === null) {
        const open = Math.max(0, nowUs - current.from_us) / 1e6
        seconds.set(current.cause, (seconds.get(current.cause) ?? 0) + open)
      }
      return seconds
    },
  }
}
