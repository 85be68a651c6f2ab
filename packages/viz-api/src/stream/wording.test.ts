import { type EncodedEvent, type EventBatch, type EventFilter, matchesFilter } from '@org/events'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { eventOf } from '../../test/support/fake-log.ts'
import { sseWording } from '../sse/sse-wording.ts'
import { wsWording } from '../ws/ws-wording.ts'
import { NO_LINES, pageLines, shownLines } from './lines.ts'
import { createPendingLines } from './pending-lines.ts'

/** As the writer hands it over. */
function batchOf(events: readonly EncodedEvent[]): EventBatch {
  const ends: number[] = []
  let end = -1
  for (const { line } of events) {
    end += Buffer.byteLength(line) + 1
    ends.push(end)
  }
  return { events, bytes: Buffer.from(events.map(({ line }) => `${line}\n`).join('')), ends }
}

const events = fc
  .tuple(
    fc.integer({ min: 1, max: 1e9 }),
    fc.array(fc.string({ unit: 'grapheme', maxLength: 30 }), { maxLength: 30 }),
  )
  .map(([first, fillers]) => fillers.map((filler, index) => eventOf(first + index, filler)))
const filter: fc.Arbitrary<EventFilter> = fc.oneof(
  fc.constant({}),
  fc.record({ chainId: fc.integer({ min: 1, max: 2 }), minScore: fc.integer({ min: 0, max: 100 }) }),
)

test('of batches that were gathered, whatever the filter, clients get the stored lines, byte for byte', () => {
  fc.assert(
    fc.property(events, filter, fc.integer({ min: 1, max: 9 }), fc.nat(9), (all, wanted, size, skipped) => {
      const pending = createPendingLines()
      // What an earlier pass left behind must not show.
      pending.add(batchOf([eventOf(7, 'earlier'.repeat(9))]))
      pending.clear()
      for (let from = 0; from < all.length; from += size) pending.add(batchOf(all.slice(from, from + size)))
      const after = (all[0]?.seq ?? 1) - 1 + skipped
      const shown = all.filter((event) => event.seq > after && matchesFilter(event, wanted))
      const last = all.at(-1)?.seq ?? after
      const lines = shownLines(pending, wanted, after)
      expect(wsWording.events(lines, last).map(({ bytes }) => bytes.toString())).toEqual([
        `{"op":"events","last_seq":${last},"events":[${shown.map(({ line }) => line).join(',')}]}`,
      ])
      const id = shown.at(-1)?.seq === last ? '' : `id: ${last}\n\n`
      expect(sseWording.events(lines, last).map(({ bytes }) => bytes.toString())).toEqual([
        `${shown.map(({ seq, line }) => `id: ${seq}\ndata: ${line}\n\n`).join('')}${id}`,
      ])
    }),
  )
})

test('long lines go in several messages, each of which says how far the client is', () => {
  const long = [1, 2, 3, 4, 5].map((seq) => eventOf(seq, 'x'.repeat(400_000)))
  for (const lines of [pageLines(long), shownLines(batchOf(long), {}, 0)]) {
    const messages = wsWording.events(lines, 9)
    expect(messages.map(({ lastSeq }) => lastSeq)).toEqual([2, 4, 9])
    const parsed = messages.map(({ bytes }) => JSON.parse(bytes.toString()))
    expect(parsed.map(({ last_seq }) => last_seq)).toEqual([2, 4, 9])
    expect(parsed.flatMap((message) => message.events)).toEqual(long.map(({ line }) => JSON.parse(line)))
  }
})

test('of no lines a message says the position alone', () => {
  expect(wsWording.events(NO_LINES, 5)[0]?.bytes.toString()).toBe('{"op":"events","last_seq":5,"events":[]}')
  expect(sseWording.events(NO_LINES, 5)[0]?.bytes.toString()).toBe('id: 5\n\n')
})
