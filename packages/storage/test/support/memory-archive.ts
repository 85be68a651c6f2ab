import { type EncodedEvent, type EventFilter, type EventPage, matchesFilter } from '@org/events'
import { encodedEventOf } from '../../src/encoded-event.ts'
import { StorageError } from '../../src/errors.ts'
import type { Shipment } from '../../src/shipping/shipment.ts'
import type { ShipmentTarget } from '../../src/shipping/shipment-target.ts'

/** A target of shipments that keeps them, fails on schedule, and refuses what would not be exactly once. */
export interface MemoryArchive extends ShipmentTarget {
  readonly events: EncodedEvent[]
  /** Ranges in the order in which they were tried, also those that failed. */
  readonly tried: string[]
  /** First numbers of the repairs that were asked for. */
  readonly repaired: number[]
  /** Thrown by every operation while set. */
  failure: Error | null
  /** Which events `insert` refuses: with one of them nothing of a shipment goes in. */
  refuses: (seq: number) => boolean
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
    repaired: [],
    failure: null,
    refuses: () => false,
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
      for (let seq = firstSeq; seq <= lastSeq; seq += 1) {
        if (archive.refuses(seq)) throw refusal(seq, seq - firstSeq + 1)
      }
      stored.add(range)
      const lines = Buffer.from(bytes).toString('utf8').split('\n').slice(0, -1)
      if (lines.length !== lastSeq - firstSeq + 1) throw new Error(`${lines.length} lines in ${range}`)
      for (const line of lines) events.push(encodedEventOf(line))
    },
    async repair(fromSeq) {
      failIfPlanned()
      archive.repaired.push(fromSeq)
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

/** As ClickHouse refuses data; it names the row. */
export function refusal(seq: number, row: number | null, name = 'VIOLATED_CONSTRAINT'): StorageError {
  const text = `event ${seq} does not fit`
  return new StorageError('CLICKHOUSE_REFUSED', `planted: ${text}`, {
    retryable: false,
    refusal: { name, isAboutData: name === 'VIOLATED_CONSTRAINT', text, row },
  })
}
