import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createShardedMap } from './sharded-map.ts'

test('is a map, whatever the keys are', () => {
  const step = fc.record({
    act: fc.constantFrom('set', 'set', 'delete', 'get'),
    key: fc.oneof(fc.string({ maxLength: 3 }), fc.constantFrom('0xaa', '0xab', '0xbb')),
    value: fc.nat(),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const sharded = createShardedMap<string, number>()
      const plain = new Map<string, number>()
      for (const { act, key, value } of steps) {
        if (act === 'set') {
          sharded.set(key, value)
          plain.set(key, value)
        } else if (act === 'delete') expect(sharded.delete(key)).toBe(plain.delete(key))
        expect(sharded.get(key)).toBe(plain.get(key))
        expect(sharded.size).toBe(plain.size)
      }
      expect([...sharded.values()].toSorted()).toEqual([...plain.values()].toSorted())
    }),
  )
})

test('spreads hashes over its parts, so that none holds much more than its share', () => {
  const parts = new Map<number, number>()
  for (let number = 0; number < 4_096; number += 1) {
    const key = `0x${(Math.imul(number, 0x9e3779b1) >>> 0).toString(16).padStart(64, '0')}`
    const part = (31 * key.charCodeAt(64) + key.charCodeAt(65)) & 63
    parts.set(part, (parts.get(part) ?? 0) + 1)
  }
  expect(parts.size).toBeGreaterThan(32)
  expect(Math.max(...parts.values())).toBeLessThan(4_096 / 8)
})
