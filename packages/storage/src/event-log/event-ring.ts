import { type EncodedEvent, type EventFilter, type EventPage, matchesFilter } from '@org/events'

/** Bounds of {@link createEventRing}. */
export interface EventRingOptions {
  readonly maxEvents: number
  /** Characters of all lines together. */
  readonly maxChars: number
}

/** The newest events in memory, without holes; the oldest leave when a bound is reached. */
export interface EventRing {
  /** First number held; `null` while empty. */
  firstSeq(): number | null
  holds(seq: number): boolean
  /** Adds the next event. One that does not follow the newest makes the ring begin anew. */
  push(event: EncodedEvent): void
  /** As `EventLog.readAfter`, within what the ring holds; `after + 1` must be held. */
  readAfter(after: number, upTo: number, limit: number, filter: EventFilter | undefined): EventPage
}

export function createEventRing({ maxEvents, maxChars }: EventRingOptions): EventRing {
  if (!Number.isSafeInteger(maxEvents) || maxEvents < 1) throw new RangeError(`ring of ${maxEvents} events`)
  // Numbers are consecutive, so the slot of a number is its remainder and no index is needed.
  const slots: EncodedEvent[] = []
  let first = 1
  let next = 1
  let chars = 0

  function at(seq: number): EncodedEvent | undefined {
    return seq >= first && seq < next ? slots[seq % maxEvents] : undefined
  }

  function dropOldest(): void {
    chars -= at(first)?.line.length ?? 0
    first += 1
  }

  return {
    firstSeq: () => (first === next ? null : first),
    holds: (seq) => seq >= first && seq < next,
    push(event) {
      if (event.seq !== next) {
        slots.length = 0
        chars = 0
        first = event.seq
        next = event.seq
      }
      while (next - first >= maxEvents || (chars + event.line.length > maxChars && first < next)) dropOldest()
      slots[event.seq % maxEvents] = event
      next += 1
      chars += event.line.length
    },
    readAfter(after, upTo, limit, filter) {
      const events: EncodedEvent[] = []
      const end = Math.min(upTo, next - 1)
      let seq = after
      while (seq < end && events.length < limit) {
        seq += 1
        const event = at(seq)
        if (event === undefined) throw new RangeError(`event ${seq} is not in the ring ${first}–${next - 1}`)
        if (filter === undefined || matchesFilter(event, filter)) events.push(event)
      }
      return { events, nextAfter: seq }
    },
  }
}
