import type { Random } from '../random.ts'
import type { When } from '../script.ts'

/** The faults of one kind that stand now, each with its own count. */
export interface FaultList<F extends When> {
  /** Whether there is any: a cheap question before the others. */
  readonly any: boolean
  replace(faults: readonly F[]): void
  /**
   * The first fault that `matches` and applies now.
   * @param draw a number in [0, 1) instead of a drawn one, so that equal things fare equally
   */
  find(matches: (fault: F) => boolean, draw?: number): F | null
  /** All faults that match and apply now. */
  findAll(matches: (fault: F) => boolean): readonly F[]
}

interface Standing<F> {
  readonly fault: F
  readonly sinceMs: number
  applied: number
}

export function createFaultList<F extends When>(random: Random, nowMs: () => number): FaultList<F> {
  let standing: Standing<F>[] = []

  const applies = (entry: Standing<F>, draw: number | undefined): boolean => {
    const { first, share, forMs } = entry.fault
    if (forMs !== undefined && nowMs() - entry.sinceMs > forMs) return false
    if (share !== undefined && (draw ?? random.share()) >= share) return false
    entry.applied++
    return first === undefined || entry.applied <= first
  }

  return {
    get any(): boolean {
      return standing.length > 0
    },
    replace(faults) {
      const sinceMs = nowMs()
      standing = faults.map((fault) => ({ fault, sinceMs, applied: 0 }))
    },
    find: (matches, draw) =>
      standing.find((entry) => matches(entry.fault) && applies(entry, draw))?.fault ?? null,
    findAll: (matches) =>
      standing.filter((entry) => matches(entry.fault) && applies(entry, undefined)).map(({ fault }) => fault),
  }
}
