import type { EncodedEvent, Json, StoredEvent } from '@org/events'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plainEvent } from '../../test/support/plain-event.ts'
import { createEventWindow, type EventWindow } from './event-window.ts'

function event(seq: number, text = 'x'.repeat(10)): EncodedEvent {
  // The window looks at nothing but the bytes of a line.
  return {
    seq,
    chainId: 1 + (seq % 2),
    kind: 'TxSeen',
    score: seq % 3 === 0 ? null : seq,
    line: text as Json<StoredEvent>,
  }
}

/** In no order. */
const timeOf = (seq: number): number => (seq * 7) % 11

/** Pushes as the writer does: several lines share a buffer. */
function push(window: EventWindow, events: readonly EncodedEvent[]): void {
  const buffer = Buffer.from(events.map((one) => `${one.line}\n`).join(''))
  let start = 0
  for (const one of events) {
    const end = start + Buffer.byteLength(one.line)
    window.push(one, timeOf(one.seq), buffer, start, end)
    start = end + 1
  }
}

/** From each place the lines can be copied in pieces, within the limits. */
function expectCopies(window: EventWindow, kept: readonly EncodedEvent[]): void {
  for (const [index, one] of kept.entries()) {
    const copied = window.copyLines(one.seq, 3, 70, Buffer.alloc)
    const lines = kept
      .slice(index, (copied?.lastSeq ?? 0) - one.seq + index + 1)
      .map(({ line }) => `${line}\n`)
    expect(copied?.bytes.toString()).toBe(lines.join(''))
    expect(lines.length).toBeLessThanOrEqual(3)
    const times = kept.slice(index, index + lines.length).map(({ seq }) => timeOf(seq))
    expect(copied?.times).toEqual([Math.min(...times), Math.max(...times)])
    if (lines.length > 1) expect(copied?.bytes.length).toBeLessThanOrEqual(70)
    const isAll = index + lines.length === kept.length
    const next = kept[index + lines.length]
    const wouldFit = lines.length < 3 && Buffer.byteLength(`${lines.join('')}${next?.line}\n`) <= 70
    expect(isAll || !wouldFit).toBe(true)
  }
}

describe('createEventWindow', () => {
  it('holds exactly the newest events that both bounds allow, whatever batches they came in', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 10, max: 200 }),
        fc.integer({ min: 1, max: 60 }),
        fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }), { maxLength: 40 }),
        fc.integer({ min: 1, max: 9 }),
        (maxEvents, maxBytes, blockBytes, texts, batch) => {
          const window = createEventWindow({ maxEvents, maxBytes, blockBytes })
          const all = texts.map((text, index) => event(index + 5, text))
          for (let from = 0; from < all.length; from += batch) push(window, all.slice(from, from + batch))
          let kept = all
          const bytes = (): number => kept.reduce((sum, one) => sum + Buffer.byteLength(one.line), 0)
          while (kept.length > maxEvents || (kept.length > 1 && bytes() > maxBytes)) kept = kept.slice(1)
          const first = kept[0]?.seq ?? null
          const last = all.at(-1)?.seq ?? 0
          expect([window.firstSeq(), window.lastSeq(), window.bytes()]).toEqual([first, last, bytes()])
          if (first === null) return
          expect(window.readAfter(first - 1, last, 1_000, undefined).events.map(plainEvent)).toEqual(kept)
          for (const one of kept) expect(window.line(one.seq)).toBe(one.line)
          expectCopies(window, kept)
          expect(() => window.line(first - 1)).toThrow(RangeError)
          expect(() => window.checksum(last + 1)).toThrow(RangeError)
          expect([first - 1, first, last, last + 1].map(window.holds)).toEqual([false, true, true, false])
        },
      ),
    )
  })

  it('gives equal lines equal checksums and others others', () => {
    const window = createEventWindow({ maxEvents: 10, maxBytes: 1_000 })
    push(window, [event(1, 'a'), event(2, 'b'), event(3, 'a')])
    expect(window.checksum(1)).toBe(window.checksum(3))
    expect(window.checksum(1)).not.toBe(window.checksum(2))
  })

  it('moves the place to go on from over what the filter hides', () => {
    const window = createEventWindow({ maxEvents: 10, maxBytes: 1_000 })
    push(
      window,
      [1, 2, 3, 4, 5, 6].map((seq) => event(seq)),
    )
    expect(window.readAfter(0, 6, 10, { chainId: 9 })).toEqual({ events: [], nextAfter: 6 })
    expect(window.readAfter(0, 6, 2, { chainId: 1 })).toMatchObject({
      events: [{ seq: 2 }, { seq: 4 }],
      nextAfter: 4,
    })
    expect(window.readAfter(1, 3, 10, undefined)).toMatchObject({ nextAfter: 3 })
  })

  it('copies nothing that it does not hold', () => {
    const window = createEventWindow({ maxEvents: 2, maxBytes: 1_000 })
    expect(window.copyLines(1, 10, 100, Buffer.alloc)).toBeNull()
    push(
      window,
      [1, 2, 3].map((seq) => event(seq)),
    )
    expect(window.copyLines(1, 10, 100, Buffer.alloc)).toBeNull()
    expect(window.copyLines(4, 10, 100, Buffer.alloc)).toBeNull()
    expect(window.copyLines(2, 10, 100, Buffer.alloc)).toMatchObject({ firstSeq: 2, lastSeq: 3 })
  })

  it('behavior: what was read stays as it was when the window moves on', () => {
    const window = createEventWindow({ maxEvents: 2, maxBytes: 1_000, blockBytes: 30 })
    push(window, [event(1, 'first'), event(2, 'second')])
    const { events } = window.readAfter(0, 2, 10, undefined)
    for (let seq = 3; seq < 30; seq += 1) push(window, [event(seq, `later ${seq}`)])
    expect(events.map(({ line }) => line)).toEqual(['first', 'second'])
  })

  it('begins anew where numbers were skipped', () => {
    const window = createEventWindow({ maxEvents: 10, maxBytes: 1_000 })
    push(window, [event(1)])
    push(window, [event(7)])
    expect([window.firstSeq(), window.holds(1), window.holds(7), window.bytes()]).toEqual([
      7,
      false,
      true,
      10,
    ])
  })
})
