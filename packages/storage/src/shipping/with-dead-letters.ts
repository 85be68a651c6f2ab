import { type EncodedEvent, type EventPage, matchesFilter } from '@org/events'
import { encodedEventOf } from '../encoded-event.ts'
import type { EventArchive } from '../event-archive.ts'
import type { DeadLetters } from './dead-letters.ts'

/**
 * An archive whose pages also show the events that it refused, from the dead-letter files: what was shown once stays
 * readable, and a replay comes to the same state.
 */
export function withDeadLetters<A extends EventArchive>(archive: A, letters: DeadLetters): A {
  return {
    ...archive,
    async readAfter(after, upTo, limit, filter, signal) {
      // Asked for first: what is a dead letter now has only stored events before it.
      const dead = letters.between(after, upTo, limit)
      const page = await archive.readAfter(after, upTo, limit, filter, signal)
      const lastDead = dead.at(-1)
      if (lastDead === undefined || limit < 1) return page
      const isFull = page.events.length >= limit
      const isCut = dead.length === limit
      const end =
        isFull || isCut
          ? Math.min(isFull ? page.nextAfter : upTo, isCut ? lastDead : upTo)
          : Math.max(page.nextAfter, lastDead)
      const lines = await letters.lines(dead.filter((seq) => seq <= end))
      const refused = [...lines.values()].map(encodedEventOf)
      const events = [
        ...page.events.filter(({ seq }) => seq <= end),
        ...refused.filter((event) => filter === undefined || matchesFilter(event, filter)),
      ]
      return firstOf(events, limit, end)
    },
  }
}

function firstOf(events: EncodedEvent[], limit: number, end: number): EventPage {
  events.sort((a, b) => a.seq - b.seq)
  const first = events.slice(0, limit)
  return { events: first, nextAfter: first.length < events.length ? (first.at(-1)?.seq ?? end) : end }
}
