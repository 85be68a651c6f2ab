import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRing } from './ring.ts'

test('holds the newest elements in order and gives back what leaves', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), fc.array(fc.integer()), (capacity, values) => {
      const ring = createRing<number>(capacity)
      const left: number[] = []
      for (const value of values) {
        const gone = ring.push(value)
        if (gone !== undefined) left.push(gone)
      }
      const held = Array.from({ length: ring.size }, (_, index) => ring.at(index))
      expect(held).toEqual(values.slice(-capacity))
      expect([...left, ...held]).toEqual(values)
      expect(ring.at(-1)).toBeUndefined()
      expect(ring.at(ring.size)).toBeUndefined()
      ring.clear()
      expect(ring.size).toBe(0)
    }),
  )
})

test('error: refuses a capacity that is not a positive integer', () => {
  for (const capacity of [0, -1, 1.5, Number.NaN]) expect(() => createRing(capacity)).toThrow(RangeError)
})
