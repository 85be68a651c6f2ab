import type { GapCause, GapData } from '@org/events'

/**
 * The intervals in which one source could not be seen. One is open at a time; it ends when sight is back and is told
 * as closed when the standing pool was read, so that it says how much of it was filled.
 */
export interface GapLedger {
  /** Opens a gap that began at `fromUs`; nothing when one is open already. */
  open(cause: GapCause, fromUs: number): void
  /** Takes over a gap that an earlier run left open, as it was told then. Before anything is opened, oldest first. */
  adopt(gap: GapData): void
  /**
   * Sight is back since `toUs`: the open gap ends there and waits for {@link filled}.
   * @returns false when none was open
   */
  sight(toUs: number): boolean
  /** A transaction of the gap that ended was read from the standing pool. */
  readBack(): void
  /** Closes the gap that ended, with as much as was read back. */
  filled(): void
  /** When the open gap began, Unix microseconds; `null` while there is sight. */
  openSinceUs(): number | null
  /** Seconds without sight by cause since `countsFromUs`, the open gap up to now included. */
  seconds(nowUs: number): ReadonlyMap<GapCause, number>
}

export interface GapLedgerOptions {
  readonly newId: () => string
  readonly onOpened: (gap: GapData) => void
  readonly onClosed: (gap: GapData) => void
  /** When this process began: what lies before is told, and not counted in its seconds. */
  readonly countsFromUs: number
}

export function createGapLedger(options: GapLedgerOptions): GapLedger {
  let current: GapData | null = null
  let backfilled = 0
  const closedUs = new Map<GapCause, number>()

  const begin = (gap: GapData): void => {
    current = gap
    backfilled = 0
  }
  /** How much of a gap up to `toUs` counts. */
  const countedUs = ({ from_us: fromUs }: GapData, toUs: number): number =>
    Math.max(0, toUs - Math.max(fromUs, options.countsFromUs))
  const sight = (toUs: number): boolean => {
    if (current === null || current.to_us !== null) return false
    closedUs.set(current.cause, (closedUs.get(current.cause) ?? 0) + countedUs(current, toUs))
    // The wall clock may have been set back in between; an interval never is negative.
    current = { ...current, to_us: Math.max(toUs, current.from_us) }
    return true
  }
  const filled = (): void => {
    if (current === null || current.to_us === null) return
    const closed: GapData = { ...current, backfilled }
    current = null
    options.onClosed(closed)
  }

  return {
    open(cause, fromUs) {
      // Sight was lost again before the standing pool was read to its end.
      filled()
      if (current !== null) return
      const gap = { gap_id: options.newId(), cause, from_us: fromUs, to_us: null, backfilled: 0 }
      begin(gap)
      options.onOpened(gap)
    },
    adopt(gap) {
      // The end of an earlier one was lost: it was over when the next began.
      sight(gap.from_us)
      filled()
      begin({ ...gap, to_us: null })
    },
    sight,
    readBack() {
      backfilled++
    },
    filled,
    openSinceUs: () => (current === null || current.to_us !== null ? null : current.from_us),
    seconds(nowUs) {
      const seconds = new Map<GapCause, number>()
      for (const [cause, us] of closedUs) seconds.set(cause, us / 1e6)
      if (current !== null && current.to_us === null) {
        const open = countedUs(current, nowUs) / 1e6
        seconds.set(current.cause, (seconds.get(current.cause) ?? 0) + open)
      }
      return seconds
    },
  }
}
