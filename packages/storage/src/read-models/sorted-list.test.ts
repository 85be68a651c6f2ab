import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createSortedList } from './sorted-list.ts'

interface Item {
  readonly rank: number
  readonly id: number
}
const compare = (left: Item, right: Item): number => left.rank - right.rank || left.id - right.id

test('is in order whatever was added and removed, over many blocks', () => {
  const ranks = fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 2000, size: 'max' })
  fc.assert(
    fc.property(ranks, fc.integer({ min: 1, max: 5 }), (numbers, every) => {
      const list = createSortedList(compare)
      let expected: Item[] = []
      for (const [id, rank] of numbers.entries()) {
        const item = { rank, id }
        list.add(item)
        expected.push(item)
        if (id % every === 0) {
          const gone = expected[(id * 7) % expected.length]
          expected = expected.filter((other) => other !== gone)
          if (gone !== undefined) list.remove(gone)
        }
      }
      expect(list.size).toBe(expected.length)
      expect([...list]).toEqual(expected.sort(compare))
      for (const item of expected) list.remove(item)
      expect([list.size, [...list]]).toEqual([0, []])
      list.add({ rank: 1, id: 1 })
      expect([...list]).toEqual([{ rank: 1, id: 1 }])
    }),
    // Shrinking thousands of steps would take minutes; the seed is enough.
    { numRuns: 20, endOnFailure: true },
  )
})

test('removing what is not there changes nothing', () => {
  const list = createSortedList(compare)
  list.remove({ rank: 1, id: 1 })
  list.add({ rank: 1, id: 1 })
  list.remove({ rank: 1, id: 1 })
  list.remove({ rank: 2, id: 2 })
  expect(list.size).toBe(1)
})
