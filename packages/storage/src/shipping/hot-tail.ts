/** Lines on their way to ClickHouse, each ended by a line feed. */
export interface Shipment {
  readonly firstSeq: number
  readonly lastSeq: number
  readonly bytes: Uint8Array
}

/** Bounds of {@link createHotTail}. */
export interface HotTailOptions {
  readonly maxEvents: number
  readonly maxBytes: number
}

/**
 * The newest commits, kept in memory so that shipping need not read them back. When a bound is reached the oldest
 * leave: they are read from the write-ahead log then.
 */
export interface HotTail {
  push(commit: Shipment): void
  /** Whole commits from exactly `firstSeq` on, within the limits but at least one; `null` when it is not the first held. */
  take(firstSeq: number, maxEvents: number, maxBytes: number): Shipment | null
  /** Lets go of commits that end at or before `seq`. */
  forget(seq: number): void
}

export function createHotTail({ maxEvents, maxBytes }: HotTailOptions): HotTail {
  let commits: Shipment[] = []
  /** Commits before it were let go; the array is cut when half of it is. */
  let head = 0
  let events = 0
  let bytes = 0

  function dropOldest(): void {
    const oldest = commits[head]
    if (oldest === undefined) return
    head += 1
    events -= oldest.lastSeq - oldest.firstSeq + 1
    bytes -= oldest.bytes.length
    if (head * 2 > commits.length) {
      commits = commits.slice(head)
      head = 0
    }
  }

  return {
    push(commit) {
      commits.push(commit)
      events += commit.lastSeq - commit.firstSeq + 1
      bytes += commit.bytes.length
      while (head < commits.length && (events > maxEvents || bytes > maxBytes)) dropOldest()
    },
    forget(seq) {
      for (
        let oldest = commits[head];
        oldest !== undefined && oldest.lastSeq <= seq;
        oldest = commits[head]
      ) {
        dropOldest()
      }
    },
    take(firstSeq, eventLimit, byteLimit) {
      const first = commits[head]
      if (first === undefined || first.firstSeq !== firstSeq) return null
      const parts = [first.bytes]
      let lastSeq = first.lastSeq
      let size = first.bytes.length
      for (let index = head + 1; index < commits.length; index += 1) {
        const next = commits[index]
        if (
          next === undefined ||
          next.lastSeq - firstSeq + 1 > eventLimit ||
          size + next.bytes.length > byteLimit
        )
          break
        parts.push(next.bytes)
        lastSeq = next.lastSeq
        size += next.bytes.length
      }
      return { firstSeq, lastSeq, bytes: parts.length === 1 ? first.bytes : Buffer.concat(parts, size) }
    },
  }
}
