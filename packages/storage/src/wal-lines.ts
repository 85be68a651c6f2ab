import { type EncodedEvent, type EventFilter, type EventPage, matchesFilter } from '@org/events'
import { encodedEventOf } from './encoded-event.ts'
import type { Wal } from './wal/wal.ts'

const LINE_FEED = 0x0a

/**
 * Reads matching events strictly after `after` at most `limit`, up to and including `upTo` or up to the first number that the
 * write-ahead log does not hold.
 * @throws StorageError when a frame cannot be read; the reason of the signal.
 */
export async function readWalPage(
  wal: Wal,
  after: number,
  upTo: number,
  limit: number,
  filter: EventFilter | undefined,
  signal?: AbortSignal,
): Promise<EventPage> {
  const events: EncodedEvent[] = []
  let nextAfter = after
  for await (const frame of wal.frames(after + 1)) {
    signal?.throwIfAborted()
    const skip = nextAfter + 1 - frame.firstSeq
    let start = offsetOfLine(frame.payload, skip)
    while (start < frame.payload.length) {
      const end = frame.payload.indexOf(LINE_FEED, start)
      const event = encodedEventOf(frame.payload.toString('utf8', start, end))
      nextAfter += 1
      if (filter === undefined || matchesFilter(event, filter)) events.push(event)
      if (events.length >= limit || nextAfter >= upTo) return { events, nextAfter }
      start = end + 1
    }
  }
  return { events, nextAfter }
}

/** Where line `count` of a payload begins, counted from 0. */
export function offsetOfLine(payload: Buffer, count: number): number {
  let offset = 0
  for (let line = 0; line < count; line += 1) offset = payload.indexOf(LINE_FEED, offset) + 1
  return offset
}

/** Consecutive stored lines, ready to be inserted. */
export interface WalRange {
  readonly firstSeq: number
  readonly lastSeq: number
  readonly bytes: Uint8Array
}

/**
 * Reads the lines from `firstSeq` to `lastSeq` without decoding them. Ends early at the first number that is not
 * held or, between two frames, after `maxBytes`; `null` when `firstSeq` itself is not held.
 * @throws StorageError when a frame cannot be read.
 */
export async function readWalRange(
  wal: Pick<Wal, 'frames'>,
  firstSeq: number,
  lastSeq: number,
  maxBytes: number,
): Promise<WalRange | null> {
  const parts: Buffer[] = []
  let bytes = 0
  let next = firstSeq
  for await (const frame of wal.frames(firstSeq)) {
    const start = offsetOfLine(frame.payload, next - frame.firstSeq)
    const last = Math.min(lastSeq, frame.firstSeq + frame.count - 1)
    const part = frame.payload.subarray(start, offsetOfLine(frame.payload, last + 1 - frame.firstSeq))
    parts.push(part)
    bytes += part.length
    next = last + 1
    if (next > lastSeq || bytes >= maxBytes) break
  }
  return parts.length === 0 ? null : { firstSeq, lastSeq: next - 1, bytes: Buffer.concat(parts, bytes) }
}
