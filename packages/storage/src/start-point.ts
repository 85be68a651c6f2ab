import { errorMessage, isMevscopeError, type Logger } from '@org/events'
import type { EventStore } from './clickhouse/event-store.ts'
import type { ShipmentFile } from './shipping/shipment-file.ts'
import type { Wal } from './wal/wal.ts'

/** What {@link findStartPoint} looks at. */
export interface StartPointOptions {
  readonly wal: Pick<Wal, 'lastSeq'>
  readonly events: EventStore
  readonly file: ShipmentFile
  /** The last number of which memory was noted: it was shown. 0: none. */
  readonly notedSeq: number
  /** A server may be away at start; the embedded engine is part of the node. */
  readonly mayBeAway: boolean
  readonly logger: Logger
}

/** Where a start goes on. */
export interface StartPoint {
  /** The number to go on after: neither log nor ClickHouse, nor an insert still under way, has a later one. */
  readonly lastSeq: number
  /** What ClickHouse holds; `null` while it cannot be reached. */
  readonly stored: StoredRange | null
}

/** The events of this node in ClickHouse. */
interface StoredRange {
  /** `null`: it holds none. */
  readonly oldestSeq: number | null
  /** 0: it holds none. */
  readonly lastSeq: number
}

/** Connects to ClickHouse and finds the number to go on after. @throws StorageError */
export async function findStartPoint(options: StartPointOptions): Promise<StartPoint> {
  const { wal, file, notedSeq, logger } = options
  const stored = await connect(options)
  const storedSeq = stored?.lastSeq ?? null
  const ends = { wal_last_seq: wal.lastSeq(), clickhouse_last_seq: storedSeq }
  if (storedSeq !== null && storedSeq !== ends.wal_last_seq) {
    logger.warn(
      'the write-ahead log and ClickHouse end at different events; numbering goes on after the later',
      ends,
    )
  }
  const held = Math.max(ends.wal_last_seq, storedSeq ?? 0)
  const sent = (await file.load())?.lastSeq ?? 0
  if (sent > held) {
    logger.warn(
      'later events than the write-ahead log and ClickHouse hold were sent; numbering goes on after them',
      { ...ends, sent_last_seq: sent },
    )
  }
  const lastSeq = Math.max(held, sent, notedSeq)
  if (notedSeq > Math.max(held, sent)) {
    logger.error('events that were shown are gone; numbering goes on after them', {
      ...ends,
      noted_last_seq: notedSeq,
    })
  }
  return { lastSeq, stored }
}

async function connect({ events, mayBeAway, logger }: StartPointOptions): Promise<StoredRange | null> {
  try {
    await events.start()
    return { lastSeq: await events.latestSeq(), oldestSeq: await events.oldestSeq() }
  } catch (error) {
    if (!mayBeAway || !(isMevscopeError(error) && error.retryable)) throw error
    logger.warn('ClickHouse cannot be reached: events wait in the write-ahead log', {
      error: errorMessage(error),
    })
    return null
  }
}
