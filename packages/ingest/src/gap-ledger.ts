import type { GapCause, GapData } from '@org/events'

/** The intervals in which one source could not be seen. At most one is open. */
export interface GapLedger {
  /** Opens a gap that began at `fromUs`; nothing when one is open already. */
  open(cause: GapCause, fromUs: number): void
  /** Closes the open gap, if any. */
  close(toUs: number): void
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

  return {
    open(cause, fromUs) {
      if (current !== null) return
      current = { gap_id: options.newId(), cause, from_us: fromUs, to_us: null, backfilled: 0 }
      options.onOpened(current)
    },
    close(toUs) {
      if (current === null) return
      // The wall clock may have been set back in between; an interval never is negative.
      const closed: GapData = { ...current, to_us: Math.max(toUs, current.from_us) }
      current = null
      closedUs.set(
        closed.cause,
        (closedUs.get(closed.cause) ?? 0) + (Math.max(toUs, closed.from_us) - closed.from_us),
      )
      options.onClosed(closed)
    },
    seconds(nowUs) {
      const seconds = new Map<GapCause, number>()
      for (const [cause, us] of closedUs) seconds.set(cause, us / 1e6)
      if (current !== null) {
        const open = Math.max(0, nowUs - current.from_us) / 1e6
        seconds.set(current.cause, (seconds.get(current.cause) ?? 0) + open)
      }
      return seconds
    },
  }
}
