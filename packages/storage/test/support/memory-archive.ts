import { type EncodedEvent, type EventFilter, type EventPage, matchesFilter } from '@org/events'
import { encodedEventOf } from '../../src/encoded-event.ts'
import type { Shipment } from '../../src/shipping/hot-tail.ts'
import type { ShipperOptions } from '../../src/shipping/shipper.ts'

type ShipmentTarget = ShipperOptions['target']

/** A target of shipments that keeps them, fails on schedule, and refuses what would not be exactly once. */
export interface MemoryArchive extends ShipmentTarget {
  readonly events: EncodedEvent[]
  /** Ranges in the order in which they were tried, also those that failed. */
  readonly tried: string[]
  /** Thrown by every operation while set. */
  failure: Error | null
  /** While set, `insert` waits for it. */
  gate: Promise<void> | null
  readAfter(after: number, upTo: number, limit: number, filter: EventFilter | undefined): Promise<EventPage>
}

export function createMemoryArchive(): MemoryArchive {
  const events: EncodedEvent[] = []
  const stored = new Set<string>()
  const failIfPlanned = (): void => {
    if (archive.failure !== null) throw archive.failure
  }
  const archive: MemoryArchive = {
    events,
    tried: [],
    failure: null,
    gate: null,
    async start() {
      failIfPlanned()
    },
    latestSeq: async () => events.at(-1)?.seq ?? 0,
    oldestSeq: async () => events[0]?.seq ?? null,
    async insert({ firstSeq, lastSeq, bytes }: Shipment) {
      const range = `${firstSeq}-${lastSeq}`
      archive.tried.push(range)
      if (archive.gate !== null) await archive.gate
      failIfPlanned()
      if (stored.has(range)) return
      stored.add(range)
      const lines = Buffer.from(bytes).toString('utf8').split('\n').slice(0, -1)
      if (lines.length !== lastSeq - firstSeq + 1) throw new Error(`${lines.length} lines in ${range}`)
      for (const line of lines) events.push(encodedEventOf(line))
    },
    async readAfter(after, upTo, limit, filter) {
      const page: EncodedEvent[] = []
      let nextAfter = after
      for (const event of events) {
        if (event.seq <= after || event.seq > upTo || page.length === limit) continue
        nextAfter = event.seq
        if (filter === undefined || matchesFilter(event, filter)) page.push(event)
      }
      return { events: page, nextAfter }
    },
  }
  return archive
}
