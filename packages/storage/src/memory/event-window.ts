import { crc32 } from 'node:zlib'
import {
  type EncodedEvent,
  EVENT_KINDS,
  type EventFilter,
  type EventKind,
  type EventPage,
  type Json,
  matchesFilter,
  type StoredEvent,
} from '@org/events'
import { addItem, createStateSum, removeItem, type StateSum } from './state-sum.ts'
import { createWindowEvent } from './window-event.ts'

/** Bounds of {@link createEventWindow}. */
export interface EventWindowOptions {
  /** Events that are held. */
  readonly maxEvents: number
  /** Bytes of their lines together; the newest event stays, however long it is. */
  readonly maxBytes: number
}

/**
 * The newest events without holes, as the bytes of their lines: the one place of memory where lines live, for readers
 * of the log and for the read models, which hold numbers. Bytes cost the garbage collector nothing, strings of the
 * same lines held it up for 60 ms at a time.
 *
 * Which events are held after an event depends on the events alone, not on how they came in batches.
 */
export interface EventWindow {
  /** First number held; `null` while empty. */
  firstSeq(): number | null
  /** Last number held; 0 while empty. */
  lastSeq(): number
  holds(seq: number): boolean
  /** Bytes of the lines held. */
  bytes(): number
  /** Over numbers and lines held. */
  readonly sum: StateSum
  /**
   * Adds the next event, whose line is `buffer` from `start` to `end`, and lets go of the oldest beyond the bounds.
   * One that does not follow the newest makes the window begin anew. The buffer is kept and must not change there.
   */
  push(event: EncodedEvent, buffer: Buffer, start: number, end: number): void
  /** @throws RangeError when it is not held. */
  line(seq: number): Json<StoredEvent>
  /** CRC-32 of the line. @throws RangeError when it is not held. */
  checksum(seq: number): number
  /** As `EventLog.readAfter`, within what is held; `after + 1` must be held. */
  readAfter(after: number, upTo: number, limit: number, filter: EventFilter | undefined): EventPage
}

const KIND_NUMBERS: ReadonlyMap<EventKind, number> = new Map(EVENT_KINDS.map((kind, index) => [kind, index]))

export function createEventWindow({ maxEvents, maxBytes }: EventWindowOptions): EventWindow {
  if (!Number.isSafeInteger(maxEvents) || maxEvents < 1) throw new RangeError(`window of ${maxEvents} events`)
  // Numbers are consecutive, so the slot of a number is its remainder and no index is needed.
  const buffers = new Array<Buffer | undefined>(maxEvents).fill(undefined)
  const starts = new Uint32Array(maxEvents)
  const lengths = new Uint32Array(maxEvents)
  const checksums = new Uint32Array(maxEvents)
  const kinds = new Uint8Array(maxEvents)
  const chainIds = new Float64Array(maxEvents)
  /** `NaN`: none. */
  const scores = new Float64Array(maxEvents)
  const sum = createStateSum()
  let first = 1
  let next = 1
  let bytes = 0

  function dropOldest(): void {
    const slot = first % maxEvents
    buffers[slot] = undefined
    bytes -= lengths[slot] ?? 0
    removeItem(sum, first, checksums[slot] ?? 0)
    first += 1
  }

  /** The slot of a number that is held. */
  function slotOf(seq: number): number {
    if (seq < first || seq >= next)
      throw new RangeError(`event ${seq} is not in the window ${first}–${next - 1}`)
    return seq % maxEvents
  }

  function eventAt(seq: number): EncodedEvent {
    const slot = slotOf(seq)
    const buffer = buffers[slot]
    const kind = EVENT_KINDS[kinds[slot] ?? 0]
    if (buffer === undefined || kind === undefined) throw new RangeError(`slot of event ${seq} is empty`)
    const score = scores[slot] ?? Number.NaN
    const start = starts[slot] ?? 0
    return createWindowEvent(
      seq,
      chainIds[slot] ?? 0,
      kind,
      Number.isNaN(score) ? null : score,
      buffer,
      start,
      start + (lengths[slot] ?? 0),
    )
  }

  return {
    sum,
    firstSeq: () => (first === next ? null : first),
    lastSeq: () => (first === next ? 0 : next - 1),
    holds: (seq) => seq >= first && seq < next,
    bytes: () => bytes,
    push(event, buffer, start, end) {
      if (event.seq !== next) {
        while (first < next) dropOldest()
        first = event.seq
        next = event.seq
      }
      const length = end - start
      while (next - first >= maxEvents || (bytes + length > maxBytes && first < next)) dropOldest()
      const slot = next % maxEvents
      buffers[slot] = buffer
      starts[slot] = start
      lengths[slot] = length
      // Of the string: of a view of the bytes it took half as long again.
      const checksum = crc32(event.line)
      checksums[slot] = checksum
      addItem(sum, next, checksum)
      kinds[slot] = KIND_NUMBERS.get(event.kind) ?? 0
      chainIds[slot] = event.chainId
      scores[slot] = event.score ?? Number.NaN
      next += 1
      bytes += length
    },
    line: (seq) => eventAt(seq).line,
    checksum: (seq) => checksums[slotOf(seq)] ?? 0,
    readAfter(after, upTo, limit, filter) {
      const events: EncodedEvent[] = []
      const end = Math.min(upTo, next - 1)
      let seq = after
      while (seq < end && events.length < limit) {
        seq += 1
        const event = eventAt(seq)
        if (filter === undefined || matchesFilter(event, filter)) events.push(event)
      }
      return { events, nextAfter: seq }
    },
  }
}
