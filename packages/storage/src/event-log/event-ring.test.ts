import type { EncodedEvent, Json, StoredEvent } from '@org/events'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createEventRing } from './event-ring.ts'

function event(seq: number, chars = 10): EncodedEvent {
  // The ring looks at nothing but number and length of a line.
  return {
    seq,
    chainId: 1 + (seq % 2),
    kind: 'TxSeen',
    score: null,
    line: 'x'.repeat(chars) as Json<StoredEvent>,
  }
}

describe('createEventRing', () => {
  it('holds exactly the newest events that both bounds allow', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 10, max: 200 }),
        fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 40 }),
        (maxEvents, maxChars, sizes) => {
          const ring = createEventRing({ maxEvents, maxChars })
          const all = sizes.map((size, index) => event(index + 5, size))
          let kept: EncodedEvent[] = []
          for (const next of all) {
            ring.push(next)
            kept.push(next)
            const chars = (): number => kept.reduce((sum, one) => sum + one.line.length, 0)
            while (kept.length > maxEvents || (kept.length > 1 && chars() > maxChars)) kept = kept.slice(1)
            const first = kept[0]?.seq ?? 0
            expect(ring.firstSeq()).toBe(first)
            expect(ring.readAfter(first - 1, next.seq, 1_000, undefined).events).toEqual(kept)
            expect([
              ring.holds(first - 1),
              ring.holds(first),
              ring.holds(next.seq),
              ring.holds(next.seq + 1),
            ]).toEqual([false, true, true, false])
          }
        },
      ),
    )
  })

  it('moves the place to go on from over what the filter hides', () => {
    const ring = createEventRing({ maxEvents: 10, maxChars: 1_000 })
    for (let seq = 1; seq <= 6; seq += 1) ring.push(event(seq))
    expect(ring.readAfter(0, 6, 10, { chainId: 9 })).toEqual({ events: [], nextAfter: 6 })
    expect(ring.readAfter(0, 6, 2, { chainId: 1 })).toMatchObject({
      events: [{ seq: 2 }, { seq: 4 }],
      nextAfter: 4,
    })
    expect(ring.readAfter(1, 3, 10, undefined)).toMatchObject({ nextAfter: 3 })
  })

  it('begins anew where numbers were skipped', () => {
    const ring = createEventRing({ maxEvents: 10, maxChars: 1_000 })
    ring.push(event(1))
    ring.push(event(7))
    expect([ring.firstSeq(), ring.holds(1), ring.holds(7)]).toEqual([7, false, true])
  })
})
