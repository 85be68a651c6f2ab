import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createHotTail, type Shipment } from './hot-tail.ts'

/** A commit whose bytes show its numbers; the tail looks at nothing else. */
function commit(firstSeq: number, count: number): Shipment {
  const seqs = Array.from({ length: count }, (_, index) => firstSeq + index)
  return {
    firstSeq,
    lastSeq: firstSeq + count - 1,
    bytes: Buffer.from(seqs.map((seq) => `${seq}\n`).join('')),
  }
}

const step = fc.oneof(
  fc.record({ push: fc.integer({ min: 1, max: 9 }) }),
  fc.record({ forget: fc.nat(20), take: fc.integer({ min: 1, max: 30 }) }),
)

describe('createHotTail', () => {
  it('gives back consecutive lines or nothing, and never holds more than its bound', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.array(step, { maxLength: 60 }), (maxEvents, steps) => {
        const tail = createHotTail({ maxEvents, maxBytes: 1_000 })
        let latest = 0
        let shipped = 0
        for (const next of steps) {
          if ('push' in next) {
            tail.push(commit(latest + 1, next.push))
            latest += next.push
            continue
          }
          shipped = Math.min(latest, shipped + next.forget)
          tail.forget(shipped)
          const shipment = tail.take(shipped + 1, next.take, 1_000)
          if (shipment === null) continue
          expect(shipment.firstSeq).toBe(shipped + 1)
          expect(latest - shipped).toBeLessThanOrEqual(maxEvents)
          const seqs = Array.from({ length: shipment.lastSeq - shipped }, (_, index) => shipped + 1 + index)
          expect(Buffer.from(shipment.bytes).toString()).toBe(seqs.map((seq) => `${seq}\n`).join(''))
          shipped = shipment.lastSeq
        }
      }),
    )
  })

  it('takes whole commits up to the limits, at least one', () => {
    const tail = createHotTail({ maxEvents: 100, maxBytes: 1_000 })
    for (let first = 1; first <= 16; first += 5) tail.push(commit(first, 5))
    expect(tail.take(1, 3, 1_000)).toMatchObject({ lastSeq: 5 })
    expect(tail.take(1, 10, 1_000)).toMatchObject({ lastSeq: 10 })
    expect(tail.take(1, 100, 11)).toMatchObject({ lastSeq: 5 })
    expect(tail.take(2, 100, 1_000)).toBeNull()
    tail.forget(7)
    expect(tail.take(8, 100, 1_000)).toBeNull()
    tail.forget(10)
    expect(tail.take(11, 100, 1_000)).toMatchObject({ firstSeq: 11, lastSeq: 20 })
  })
})
