import { type EncodedEvent, type EventBatch, type EventFilter, matchesFilter } from '@org/events'

const LINE_FEED = 0x0a

/** Of a batch, the lines that a client is shown: their places in it, ascending. */
export interface ShownLines {
  readonly batch: EventBatch
  readonly indexes: readonly number[]
}

/** No lines at all. */
export const NO_LINES: ShownLines = { batch: { events: [], bytes: new Uint8Array(), ends: [] }, indexes: [] }

/** What the filter lets through of the events after a number. */
export function shownLines(batch: EventBatch, filter: EventFilter, after: number): ShownLines {
  const indexes: number[] = []
  for (let index = 0; index < batch.events.length; index += 1) {
    const event = batch.events[index]
    if (event !== undefined && event.seq > after && matchesFilter(event, filter)) indexes.push(index)
  }
  return { batch, indexes }
}

/** All lines of a page of the log. */
export function pageLines(events: readonly EncodedEvent[]): ShownLines {
  const bytes = Buffer.from(events.map(({ line }) => `${line}\n`).join(''))
  const ends: number[] = []
  for (let end = bytes.indexOf(LINE_FEED); end >= 0; end = bytes.indexOf(LINE_FEED, end + 1)) ends.push(end)
  return { batch: { events, bytes, ends }, indexes: ends.map((_, index) => index) }
}

/** Where a line begins. */
export function lineStart({ ends }: EventBatch, index: number): number {
  return index === 0 ? 0 : (ends[index - 1] ?? 0) + 1
}

/** Bytes of a line, its line feed included. */
export function lineBytes(batch: EventBatch, index: number): number {
  return (batch.ends[index] ?? 0) + 1 - lineStart(batch, index)
}
