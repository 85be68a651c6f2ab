import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createSeqSet } from './seq-set.ts'

test('holds what was added, in whatever order', () => {
  const numbers = fc.array(fc.integer({ min: 1, max: 40 }))
  fc.assert(
    fc.property(numbers, fc.nat(42), fc.nat(42), fc.nat(5), (added, after, upTo, limit) => {
      const set = createSeqSet()
      for (const seq of added) set.add(seq)
      expect(set.count()).toBe(new Set(added).size)
      const within = [...new Set(added)].filter((seq) => seq > after && seq <= upTo)
      expect(set.between(after, upTo, limit)).toEqual(within.sort((a, b) => a - b).slice(0, limit))
      for (let seq = 0; seq <= 42; seq += 1) {
        expect(set.has(seq)).toBe(added.includes(seq))
        expect(set.nextFrom(seq)).toBe(Math.min(...added.filter((other) => other >= seq)))
      }
    }),
  )
})
