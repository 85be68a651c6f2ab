import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createGenerationMap } from './generation-map.ts'

test('holds the latest value of a key', () => {
  const map = createGenerationMap<number>(4)
  map.set('a', 1)
  map.set('b', 2)
  map.set('c', 3)
  map.set('a', 4)
  expect(map.get('a')).toBe(4)
  expect(map.get('nothing')).toBeUndefined()
})

test('never holds more than its capacity, and always the newest half of it', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 20 }),
      fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 200 }),
      (capacity, keys) => {
        const map = createGenerationMap<number>(capacity)
        keys.forEach((key, index) => {
          map.set(String(key), index)
          expect(map.size).toBeLessThanOrEqual(capacity)
        })
        const newest = new Set(keys.slice(-Math.floor(capacity / 2)))
        for (const key of newest) expect(map.get(String(key))).toBe(keys.lastIndexOf(key))
      },
    ),
  )
})

test('refuses a capacity that holds nothing', () => {
  expect(() => createGenerationMap(1)).toThrow(RangeError)
  expect(() => createGenerationMap(2.5)).toThrow(RangeError)
})
