import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeCursor, encodeCursor } from './cursor.ts'

test('comes back from its text, and from no other spelling, and for its own list only', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (place) => {
      const cursor = encodeCursor('tx', place)
      expect(decodeCursor('tx', cursor)).toBe(place)
      expect(decodeCursor('gap', cursor)).toBeNull()
      expect(decodeCursor('gap', encodeCursor('gap', place))).toBe(place)
      expect(decodeCursor('tx', `${cursor}A`)).toBeNull()
      expect(decodeCursor('tx', `${cursor}=`)).toBeNull()
    }),
  )
})
