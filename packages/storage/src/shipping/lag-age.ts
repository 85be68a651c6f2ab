/** Since when the events that ClickHouse lacks have been durable, in bounded memory. */
export interface LagAge {
  /** Events up to this number are durable now. Never less than before. */
  note(lastSeq: number, nowMs: number): void
  /**
   * How long the oldest event after `shipped` has been durable, in milliseconds; 0 while there is none. A quarter of a
   * second too long at most, or 1/256 of the whole time when ClickHouse was away for long.
   */
  ageMs(shipped: number, nowMs: number): number
}

/** Events up to `lastSeq` that became durable from then on. */
interface Group {
  readonly sinceMs: number
  lastSeq: number
}

/** Events of so short a time are one group, as long as there is room. */
const GROUP_MS = 250
const MAX_GROUPS = 1_024

export function createLagAge(): LagAge {
  let groups: Group[] = []
  let spanMs = GROUP_MS

  /** Halves the number of groups, which cover twice the time from then on: the older of two that become one says since when. */
  function thin(): void {
    const thinned: Group[] = []
    for (let index = 0; index < groups.length; index += 2) {
      const group = groups[index]
      if (group !== undefined) thinned.push({ ...group, lastSeq: (groups[index + 1] ?? group).lastSeq })
    }
    groups = thinned
    spanMs *= 2
  }

  return {
    note(lastSeq, nowMs) {
      const newest = groups.at(-1)
      if (newest !== undefined && (nowMs - newest.sinceMs < spanMs || lastSeq <= newest.lastSeq)) {
        newest.lastSeq = Math.max(newest.lastSeq, lastSeq)
        return
      }
      if (groups.length >= MAX_GROUPS) thin()
      groups.push({ sinceMs: nowMs, lastSeq })
    },
    ageMs(shipped, nowMs) {
      const first = groups.findIndex(({ lastSeq }) => lastSeq > shipped)
      groups = first === -1 ? [] : groups.slice(first)
      const oldest = groups[0]
      if (oldest !== undefined) return Math.max(0, nowMs - oldest.sinceMs)
      spanMs = GROUP_MS
      return 0
    },
  }
}
