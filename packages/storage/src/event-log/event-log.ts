import { setImmediate as turn } from 'node:timers/promises'
import type { EventBatch, EventFilter, EventLog, EventPage, Logger } from '@org/events'
import { StorageError } from '../errors.ts'
import type { EventArchive } from '../event-archive.ts'
import type { EventWindow } from '../memory/event-window.ts'
import type { Wal } from '../wal/wal.ts'
import { readWalPage } from '../wal-lines.ts'
import { createSubscribers } from './subscribers.ts'

/** Events of memory that are looked at in one go: about 2 ms. */
const SLICE = 16_384

/** An event log that its owner feeds. */
export interface LiveEventLog extends EventLog {
  /** Names the node and the last durable number before the first event arrives. */
  open(nodeId: string, lastSeq: number, archive: EventArchive): void
  /** What ClickHouse begins with; `null` while it holds nothing or is not known. */
  setArchiveOldest(seq: number | null): void
  /** Tells subscribers of a batch that is in the window. */
  announce(batch: EventBatch): void
}

/** Options of {@link createEventLog}. */
export interface EventLogOptions {
  readonly wal: Wal
  /** The events in memory. Its owner adds to it; what is added is there for readers. */
  readonly window: EventWindow
  readonly logger: Logger
}

export function createEventLog(options: EventLogOptions): LiveEventLog {
  const { wal, window, logger } = options
  const subscribers = createSubscribers(logger)
  let nodeId = ''
  /** The last durable number when it was opened. */
  let openedAt = 0
  let archive: EventArchive | null = null
  let archiveOldest: number | null = null

  const latestSeq = (): number => Math.max(openedAt, window.lastSeq())

  function oldestSeq(): number {
    const held = Math.min(wal.firstSeq(), window.firstSeq() ?? Number.POSITIVE_INFINITY)
    return Math.min(archiveOldest ?? held, held, latestSeq() + 1)
  }

  /** The first number from `seq` on that memory holds; infinite when there is none. */
  function nextInMemory(seq: number): number {
    const first = window.firstSeq()
    return first === null || first < seq ? Number.POSITIVE_INFINITY : first
  }

  /** One step from the nearest place that holds `after + 1`. */
  async function readStep(
    after: number,
    upTo: number,
    limit: number,
    filter: EventFilter | undefined,
    signal: AbortSignal | undefined,
  ): Promise<EventPage> {
    const next = after + 1
    if (window.holds(next)) return window.readAfter(after, Math.min(upTo, after + SLICE), limit, filter)
    const memoryFrom = nextInMemory(next)
    if (wal.nextHeld(next) === next) {
      const page = await readWalPage(wal, after, Math.min(upTo, memoryFrom - 1), limit, filter, signal)
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
      const page = await archive.readAfter(after, resume - 1, limit, filter, signal)
      if (page.nextAfter > after) return page
    }
    // Older than anything that is kept: go on where the kept events begin.
    return { events: [], nextAfter: resume - 1 }
  }

  return {
    get nodeId() {
      return nodeId
    },
    latestSeq,
    oldestSeq,
    subscribe: subscribers.add,
    async readAfter(after, limit, filter, signal) {
      let page: EventPage = { events: [], nextAfter: Math.max(after, 0) }
      // Not beyond what was published: the log on disk is a moment ahead.
      while (page.nextAfter < latestSeq() && page.events.length < limit) {
        const step = await readStep(page.nextAfter, latestSeq(), limit - page.events.length, filter, signal)
        page = {
          events: page.events.length === 0 ? step.events : page.events.concat(step.events),
          nextAfter: step.nextAfter,
        }
        signal?.throwIfAborted()
        // A filter may hide all of memory: others get their turn meanwhile.
        if (page.events.length < limit && page.nextAfter < latestSeq()) await turn()
      }
      return page
    },
    open(id, lastSeq, from) {
      nodeId = id
      openedAt = lastSeq
      archive = from
    },
    setArchiveOldest(seq) {
      archiveOldest = seq
    },
    announce: subscribers.publish,
  }
}
