import {
  decodeEvent,
  type EncodedEvent,
  type EventKind,
  errorMessage,
  type Logger,
  type StoredEvent,
} from '@org/events'
import type { EventStore } from './clickhouse/event-store.ts'
import type { createEventLog } from './event-log/event-log.ts'
import type { createReadModels } from './read-models/read-models.ts'

export interface RebuildOptions {
  readonly log: ReturnType<typeof createEventLog>
  readonly models: ReturnType<typeof createReadModels>
  /** `null` while it cannot be reached. */
  readonly archive: EventStore | null
  readonly lastSeq: number
  /** Newest events that are read. */
  readonly events: number
  /** See the option of the storage. */
  readonly onRestored: ((event: StoredEvent) => void) | undefined
  readonly logger: Logger
}

const PAGE = 20_000
const GAP_KINDS: ReadonlySet<EventKind> = new Set(['GapOpened', 'GapClosed'])

/** Fills memory and read models from the newest stored events, and tells whoever restores. */
export async function rebuild(options: RebuildOptions): Promise<void> {
  const { log, models, archive, lastSeq, onRestored, logger } = options
  const tell = (stored: StoredEvent): void => {
    try {
      onRestored?.(stored)
    } catch (error) {
      logger.error('a stored event could not be restored', { seq: stored.seq, error: errorMessage(error) })
    }
  }
  const apply = (event: EncodedEvent): void => {
    const stored = decodeEvent(event.line)
    models.apply(event, stored)
    tell(stored)
  }

  let after = Math.max(0, lastSeq - options.events)
  if (archive !== null && onRestored !== undefined) await tellGaps(archive, after, tell)
  while (after < lastSeq) {
    const page = await log.readAfter(after, PAGE)
    for (const event of page.events) apply(event)
    log.remember(page.events)
    after = page.nextAfter
  }
}

/** A gap can have been opened long before the newest events: whoever restores is to hear of it, to close it. */
async function tellGaps(
  archive: EventStore,
  upTo: number,
  tell: (event: StoredEvent) => void,
): Promise<void> {
  let after = 0
  while (after < upTo) {
    const page = await archive.readAfter(after, upTo, PAGE, { kinds: GAP_KINDS })
    for (const event of page.events) tell(decodeEvent(event.line))
    if (page.events.length < PAGE) return
    after = page.nextAfter
  }
}
