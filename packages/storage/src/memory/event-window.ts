import { crc32 } from 'node:zlib'
import {
  type EncodedEvent,
  EVENT_KINDS,
  type EventFilter,
  type EventHead,
  type EventKind,
  type EventPage,
  type Json,
  matchesFilter,
  type StoredEvent,
} from '@org/events'
import { LineEvent } from '../encoded-event.ts'
import { createLineBlocks } from './line-blocks.ts'
import { addItem, createStateSum, removeItem, type StateSum } from './state-sum.ts'

/** Bounds of {@link createEventWindow}. */
export interface EventWindowOptions {
  /** Events that are held. */
  readonly maxEvents: number
  /** Bytes of their lines together; the newest event stays, however long it is. */
  readonly maxBytes: number
  /** Size of the blocks that lines are kept in, for tests. @default 1 MiB */
  readonly blockBytes?: number
}

/** Consecutive lines, copied out. */
interface LineRange {
  readonly firstSeq: number
  readonly lastSeq: number
  /** Each line is ended by a line feed. */
  readonly bytes: Buffer
  /** The least and the greatest of their times, Unix microseconds. */
  readonly times: readonly [number, number]
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
   * One that does not follow the newest makes the window begin anew. The line is copied.
   * @param timeUs time of the event, Unix microseconds
   */
  push(event: EventHead, timeUs: number, buffer: Buffer, start: number, end: number): void
  /** @throws RangeError when it is not held. */
  line(seq: number): Json<StoredEvent>
  /** CRC-32 of the line. @throws RangeError when it is not held. */
  checksum(seq: number): number
  /** As `EventLog.readAfter`, within what is held; `after + 1` must be held. */
  readAfter(after: number, upTo: number, limit: number, filter: EventFilter | undefined): EventPage
  /**
   * Copies the lines from `firstSeq` on, at most so many and so many bytes but at least one, into a buffer that
   * `room` gives; `null` when the first is not held.
   */
  copyLines(
    firstSeq: number,
    maxEvents: number,
    maxBytes: number,
    room: (bytes: number) => Buffer,
  ): LineRange | null
}

const KIND_NUMBERS: ReadonlyMap<EventKind, number> = new Map(EVENT_KINDS.map((kind, index) => [kind, index]))

export function createEventWindow({ maxEvents, maxBytes, blockBytes }: EventWindowOptions): EventWindow {
  if (!Number.isSafeInteger(maxEvents) || maxEvents < 1) throw new RangeError(`window of ${maxEvents} events`)
  // Numbers are consecutive, so the slot of a number is its remainder and no index is needed.
  const blocks = createLineBlocks(blockBytes)
  const blockNumbers = new Uint32Array(maxEvents)
  const starts = new Uint32Array(maxEvents)
  const lengths = new Uint32Array(maxEvents)
  const checksums = new Uint32Array(maxEvents)
  const kinds = new Uint8Array(maxEvents)
  const chainIds = new Float64Array(maxEvents)
  const times = new Float64Array(maxEvents)
  /** `NaN`: none. */
  const scores = new Float64Array(maxEvents)
  const sum = createStateSum()
  let first = 1
  let next = 1
  let bytes = 0

  function dropOldest(): void {
    const slot = first % maxEvents
    bytes -= lengths[slot] ?? 0
    removeItem(sum, first, checksums[slot] ?? 0)
    first += 1
    const block = blockNumbers[slot] ?? 0
    // Lines lie in order: the block is done with when the next line lies in another one.
    if (first === next || blockNumbers[first % maxEvents] !== block) blocks.free(block)
  }

  /** The slot of a number that is held. */
  function slotOf(seq: number): number {
    if (seq < first || seq >= next)
      throw new RangeError(`event ${seq} is not in the window ${first}–${next - 1}`)
    return seq % maxEvents
  }

  function lineAt(slot: number): Json<StoredEvent> {
    const start = starts[slot] ?? 0
    const block = blocks.block(blockNumbers[slot] ?? 0)
    return block.toString('utf8', start, start + (lengths[slot] ?? 0)) as Json<StoredEvent> // bytes of the codec
  }

  function kindAt(slot: number): EventKind {
    const kind = EVENT_KINDS[kinds[slot] ?? 0]
    if (kind === undefined) throw new RangeError(`slot ${slot} has no kind`)
    return kind
  }

  function scoreAt(slot: number): number | null {
    const score = scores[slot] ?? Number.NaN
    return Number.isNaN(score) ? null : score
  }

  function matches(slot: number, filter: EventFilter): boolean {
    return matchesFilter({ chainId: chainIds[slot] ?? 0, kind: kindAt(slot), score: scoreAt(slot) }, filter)
  }

  return {
    sum,
    firstSeq: () => (first === next ? null : first),
    lastSeq: () => (first === next ? 0 : next - 1),
    holds: (seq) => seq >= first && seq < next,
    bytes: () => bytes,
    push(event, timeUs, buffer, start, end) {
      if (event.seq !== next) {
        while (first < next) dropOldest()
        first = event.seq
        next = event.seq
      }
      const length = end - start
      while (next - first >= maxEvents || (bytes + length > maxBytes && first < next)) dropOldest()
      const slot = next % maxEvents
      blockNumbers[slot] = blocks.add(buffer, start, end)
      starts[slot] = blocks.lastStart()
      lengths[slot] = length
      const checksum = crc32(buffer.subarray(start, end))
      checksums[slot] = checksum
      addItem(sum, next, checksum)
      kinds[slot] = KIND_NUMBERS.get(event.kind) ?? 0
      chainIds[slot] = event.chainId
      times[slot] = timeUs
      scores[slot] = event.score ?? Number.NaN
      next += 1
      bytes += length
    },
    line: (seq) => lineAt(slotOf(seq)),
    checksum: (seq) => checksums[slotOf(seq)] ?? 0,
    readAfter(after, upTo, limit, filter) {
      const events: EncodedEvent[] = []
      const end = Math.min(upTo, next - 1)
      let seq = after
      while (seq < end && events.length < limit) {
        seq += 1
        const slot = slotOf(seq)
        if (filter !== undefined && !matches(slot, filter)) continue
        // With its line: by the time it is read the window may have moved on.
        events.push(new LineEvent(seq, chainIds[slot] ?? 0, kindAt(slot), scoreAt(slot), lineAt(slot)))
      }
      return { events, nextAfter: seq }
    },
    copyLines(firstSeq, eventLimit, byteLimit, room) {
      if (firstSeq < first || firstSeq >= next) return null
      let size = (lengths[firstSeq % maxEvents] ?? 0) + 1
      let end = firstSeq + 1
      for (; end < next && end - firstSeq < eventLimit; end += 1) {
        const more = (lengths[end % maxEvents] ?? 0) + 1
        if (size + more > byteLimit) break
        size += more
      }
      const target = room(size)
      let at = 0
      let oldest = Number.POSITIVE_INFINITY
      let newest = Number.NEGATIVE_INFINITY
      for (let seq = firstSeq; seq < end; ) {
        // Lines of one block follow each other without a gap.
        const slot = seq % maxEvents
        const number = blockNumbers[slot]
        let run = 0
        for (; seq < end && blockNumbers[seq % maxEvents] === number; seq += 1) {
          run += (lengths[seq % maxEvents] ?? 0) + 1
          const time = times[seq % maxEvents] ?? 0
          if (time < oldest) oldest = time
          if (time > newest) newest = time
        }
        const start = starts[slot] ?? 0
        at += blocks.block(number ?? 0).copy(target, at, start, start + run)
      }
      return { firstSeq, lastSeq: end - 1, bytes: target.subarray(0, at), times: [oldest, newest] }
    },
  }
}
