import type { EncodedEvent, EventFilter, EventLog, EventPage, Logger } from '@org/events'
import { StorageError } from '../errors.ts'
import type { Wal } from '../wal/wal.ts'
import { readWalPage } from '../wal-lines.ts'
import { createEventRing } from './event-ring.ts'
import { createSubscribers } from './subscribers.ts'

/** The part of ClickHouse that the log reads from. */
interface EventArchive {
  /** As `EventLog.readAfter`, up to and including `upTo`. */
  readAfter(after: number, upTo: number, limit: number, filter: EventFilter | undefined): Promise<EventPage>
}

/** An event log that its owner feeds. */
export interface LiveEventLog extends EventLog {
  /** Names the node and the last durable number before the first event arrives. */
  open(nodeId: string, lastSeq: number, archive: EventArchive): void
  /** What ClickHouse begins with; `null` while it holds nothing or is not known. */
  setArchiveOldest(seq: number | null): void
  /** Takes durable events into memory; from now on readers see them. */
  remember(events: readonly EncodedEvent[]): void
  /** Tells subscribers of a batch that was remembered. */
  announce(events: readonly EncodedEvent[]): void
}

/** Options of {@link createEventLog}. */
export interface EventLogOptions {
  readonly wal: Wal
  /** Events kept in memory. */
  readonly maxEvents: number
  /** Characters of the lines kept in memory. */
  readonly maxChars: number
  readonly logger: Logger
}

export function createEventLog(options: EventLogOptions): LiveEventLog {
  const { wal, logger } = options
  const ring = createEventRing(options)
  const subscribers = createSubscribers(logger)
  let nodeId = ''
  let latest = 0
  let archive: EventArchive | null = null
  let archiveOldest: number | null = null

  function remember(events: readonly EncodedEvent[]): void {
    for (const event of events) ring.push(event)
    latest = Math.max(latest, events.at(-1)?.seq ?? 0)
  }

  function oldestSeq(): number {
    const held = Math.min(wal.firstSeq(), ring.firstSeq() ?? Number.POSITIVE_INFINITY)
    return Math.min(archiveOldest ?? held, held, latest + 1)
  }

  /** The first number from `seq` on that memory holds; infinite when there is none. */
  function nextInMemory(seq: number): number {
    const first = ring.firstSeq()
    return first === null || first < seq ? Number.POSITIVE_INFINITY : first
  }

  /** One step from the nearest place that holds `after + 1`. */
  async function readStep(
    after: number,
    upTo: number,
    limit: number,
    filter: EventFilter | undefined,
  ): Promise<EventPage> {
    const next = after + 1
    if (ring.holds(next)) return ring.readAfter(after, upTo, limit, filter)
    const memoryFrom = nextInMemory(next)
    if (wal.nextHeld(next) === next) {
      const page = await readWalPage(wal, after, Math.min(upTo, memoryFrom - 1), limit, filter)
      if (page.nextAfter > after) return page
      // Retention deleted the segment meanwhile: what it held is in ClickHouse.
    }
    const resume = Math.min(wal.nextHeld(next) ?? upTo + 1, memoryFrom, upTo + 1)
    if (resume === next) {
      const message = `event ${next} is neither in memory, nor in the write-ahead log, nor in ClickHouse`
      throw new StorageError('EVENTS_MISSING', message, { retryable: true })
    }
    if (archive !== null && archiveOldest !== null) {
      // Not further: the log may hold what ClickHouse has forgotten.
      const page = await archive.readAfter(after, resume - 1, limit, filter)
      if (page.nextAfter > after) return page
    }
    // Older than anything that is kept: go on where the kept events begin.
    return { events: [], nextAfter: resume - 1 }
  }

  return {
    get nodeId() {
      return nodeId
    },
    latestSeq: () => latest,
    oldestSeq,
    subscribe: subscribers.add,
    async readAfter(after, limit, filter) {
      let page: EventPage = { events: [], nextAfter: Math.max(after, 0) }
      // Not beyond what was published: the log on disk is a moment ahead.
      while (page.nextAfter < latest && page.events.length < limit) {
        const step = await readStep(page.nextAfter, latest, limit - page.events.length, filter)
        page = {
          events: page.events.length === 0 ? step.events : page.events.concat(step.events),
          nextAfter: step.nextAfter,
        }
      }
      return page
    },
    open(id, lastSeq, from) {
      nodeId = id
      latest = lastSeq
      archive = from
    },
    setArchiveOldest(seq) {
      archiveOldest = seq
    },
    remember,
    announce: subscribers.publish,
  }
}
