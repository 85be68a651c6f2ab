import type { EventLog } from '@org/events'
import { VizApiError } from '../errors.ts'
import { pageLines } from './lines.ts'
import type { StreamFilter } from './stream-filter.ts'
import type { EventsMessage, Wording } from './wording.ts'

/** A page of the log as messages, shared by all clients that need the same. */
export interface StreamPage {
  readonly messages: readonly EventsMessage[]
  /** Everything up to here was looked at. */
  readonly reached: number
  /** It had every match there was when it was read. */
  readonly isLast: boolean
}

/** Reads for clients that catch up: each page once, a few at a time, and never one after another without a pause. */
export interface PageReader {
  /**
   * The page after `from`; `null` after `stop`.
   * @throws StorageError when the log cannot be read. @throws VizApiError `LOG_STUCK` when it does not move on.
   */
  read(from: number, filter: StreamFilter, wording: Wording): Promise<StreamPage | null>
  /** Reads that wait get `null`. Idempotent. */
  stop(): void
}

export interface PageReaderOptions {
  readonly log: EventLog
  /** Events of a page. */
  readonly pageSize: number
  /** Pages read at the same time. @default 4 */
  readonly maxReads?: number
  /** Bytes of full pages kept for the next who needs them. @default 16 MiB */
  readonly maxKeptBytes?: number
}

export function createPageReader(options: PageReaderOptions): PageReader {
  const { log, pageSize, maxReads = 4, maxKeptBytes = 16 * 1024 * 1024 } = options
  /** By what was asked for: under way, or full and therefore the same for ever. Oldest first. */
  const shared = new Map<string, Promise<StreamPage | null>>()
  const kept = new Map<string, number>()
  /** Bounded by the number of clients: each waits for one page. */
  const waiting: (() => void)[] = []
  let keptBytes = 0
  let reads = 0
  let stopped = false

  async function readWhenDue(
    from: number,
    filter: StreamFilter,
    wording: Wording,
  ): Promise<StreamPage | null> {
    if (reads < maxReads) reads++
    else await new Promise<void>((resolve) => waiting.push(resolve))
    if (stopped) return null
    try {
      return await readPage(from, filter, wording)
    } finally {
      // A turn for everything else first: memory answers at once, and a long catch-up would leave none.
      setImmediate(passOn)
    }
  }

  /** The place of a read that is done goes to the one that waits longest. */
  function passOn(): void {
    const next = waiting.shift()
    if (next === undefined) reads--
    else next()
  }

  async function readPage(from: number, filter: StreamFilter, wording: Wording): Promise<StreamPage> {
    const latest = log.latestSeq()
    const { events, nextAfter } = await log.readAfter(from, pageSize, filter.filter)
    const isLast = events.length < pageSize
    const reached = isLast ? Math.max(nextAfter, latest) : nextAfter
    if (reached <= from) {
      throw new VizApiError('LOG_STUCK', `reading events after ${from}: the log answered up to ${reached}`, {
        retryable: false,
      })
    }
    return { messages: wording.events(pageLines(events), reached), reached, isLast }
  }

  function keep(key: string, page: StreamPage): void {
    const bytes = page.messages.reduce((sum, message) => sum + message.bytes.length, 0)
    kept.set(key, bytes)
    keptBytes += bytes
    for (const [oldest, size] of kept) {
      if (keptBytes <= maxKeptBytes) break
      kept.delete(oldest)
      shared.delete(oldest)
      keptBytes -= size
    }
  }

  return {
    async read(from, filter, wording) {
      const key = `${wording.name}|${filter.key}|${from}`
      const present = shared.get(key)
      if (present !== undefined) return await present
      const reading = readWhenDue(from, filter, wording)
      shared.set(key, reading)
      try {
        const page = await reading
        if (page === null || page.isLast) shared.delete(key)
        else keep(key, page)
        return page
      } catch (error) {
        shared.delete(key)
        throw error
      }
    },
    stop() {
      stopped = true
      for (const wake of waiting.splice(0)) wake()
    },
  }
}
