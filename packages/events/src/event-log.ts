import type { EventKind, StoredEvent } from './event.ts'
import type { Json } from './json.ts'

/** What filters look at of a durable event. */
export interface EventHead {
  readonly seq: number
  readonly chainId: number
  readonly kind: EventKind
  /** `score` of `OppDetected`, `mev_score` of `TxFeatures`, else `null`. */
  readonly score: number | null
}

/** A durable event as it is stored and sent, with the typed fields that filters look at. */
export interface EncodedEvent extends EventHead {
  readonly line: Json<StoredEvent>
}

/** Durable events that follow each other, with the bytes of their lines as they are on disk. */
export interface EventBatch {
  readonly events: readonly EventHead[]
  /** The lines of all events, UTF-8, each ended by a line feed. */
  readonly bytes: Uint8Array
  /** Where the line of each event ends within `bytes`, the line feed not included. */
  readonly ends: readonly number[]
}

/** The lines of a batch as text: a copy, which may be kept. */
export function linesOf({ bytes, ends }: EventBatch): Json<StoredEvent>[] {
  const decoder = new TextDecoder()
  let start = 0
  return ends.map((end) => {
    const line = decoder.decode(bytes.subarray(start, end))
    start = end + 1
    return line as Json<StoredEvent> // the writer's own
  })
}

/** Which events a reader wants; an absent field does not filter. */
export interface EventFilter {
  readonly kinds?: ReadonlySet<EventKind>
  readonly chainId?: number
  /** Hides events that carry a lower score; events without a score are not concerned. */
  readonly minScore?: number
}

/** True when the filter lets the event through. */
export function matchesFilter(
  event: Pick<EventHead, 'chainId' | 'kind' | 'score'>,
  filter: EventFilter,
): boolean {
  if (filter.kinds !== undefined && !filter.kinds.has(event.kind)) return false
  if (filter.chainId !== undefined && filter.chainId !== event.chainId) return false
  return filter.minScore === undefined || event.score === null || event.score >= filter.minScore
}

export interface EventPage {
  /** In order of `seq`. */
  readonly events: readonly EncodedEvent[]
  /** Pass back as `after`: everything up to here was looked at, also what the filter hid. */
  readonly nextAfter: number
}

/**
 * Hears of each durable batch once, in order. Must be quick and must not throw. It may keep the events, neither the
 * arrays nor the bytes: those are emptied and written over when all have been told.
 */
export type BatchListener = (batch: EventBatch) => void

/** The durable events, in order. */
export interface EventLog {
  readonly nodeId: string
  /** The last durable number; 0 before the first event. */
  latestSeq(): number
  /** The first number that can still be read from memory, WAL or ClickHouse; `latestSeq() + 1` when there is none. */
  oldestSeq(): number
  /**
   * Events strictly after `after` that match, at most `limit`: from memory, else the WAL, else ClickHouse. A page
   * shorter than `limit` means that no further match is durable now.
   * @throws StorageError when the place that holds them cannot be read; the reason of the signal.
   */
  readAfter(after: number, limit: number, filter?: EventFilter, signal?: AbortSignal): Promise<EventPage>
  /** Begins with the batch after the present one. Returns the unsubscription. */
  subscribe(listener: BatchListener): () => void
}
