import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createShipmentCut } from './shipment-cut.ts'

/** Sends events 0 to `total - 1` in the sizes that the cut says; returns how often and which were found alone. */
function send(total: number, most: number, bad: ReadonlySet<number>, name: (row: number) => number | null) {
  const cut = createShipmentCut(most)
  const found: number[] = []
  let attempts = 0
  let from = 0
  while (from < total) {
    attempts += 1
    const count = Math.min(cut.next(), total - from)
    const firstBad = Array.from({ length: count }, (_, index) => index).find((index) => bad.has(from + index))
    if (firstBad === undefined) {
      cut.accepted(count)
      from += count
    } else if (count === 1) {
      cut.found()
      found.push(from)
      from += 1
    } else cut.refused(count, name(firstBad + 1))
    if (attempts > 100_000) throw new Error('no end')
  }
  return { attempts, found, cut }
}

describe('createShipmentCut', () => {
  it('finds exactly the events that are refused, whether rows are named, named wrongly, or not', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(199), { maxLength: 60 }),
        fc.integer({ min: 1, max: 64 }),
        fc.constantFrom<(row: number) => number | null>(
          (row) => row,
          () => null,
          (row) => row + 3,
          () => 1,
          () => 1_000_000,
        ),
        (bad, most, name) => {
          const { found } = send(200, most, new Set(bad), name)
          expect(found).toEqual([...bad].sort((a, b) => a - b))
        },
      ),
    )
  })

  it('holds to its size also when the batch that was refused was larger than usual', () => {
    const cut = createShipmentCut(4)
    expect(cut.isCut()).toBe(false)
    cut.refused(8, null)
    expect([cut.isCut(), cut.next()]).toEqual([true, 4])
    cut.accepted(4)
    expect([cut.isCut(), cut.next()]).toEqual([true, 2])
  })

  it('needs few attempts for one event among many, and sends whole batches again after it', () => {
    const bad = new Set([12_345])
    const named = send(100_000, 20_000, bad, (row) => row)
    expect(named.attempts).toBeLessThan(18)
    expect(named.cut.isCut()).toBe(false)
    const bisected = send(100_000, 20_000, bad, () => null)
    expect(bisected.attempts).toBeLessThan(40)
    expect(bisected.cut.isCut()).toBe(false)
  })
})
