import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeCursor, encodeCursor } from './cursor.ts'

test('comes back from its text, and from no other spelling', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (place) => {
      const cursor = encodeCursor(place)
      expect(decodeCursor(cursor)).toBe(place)
      expect(decodeCursor(`${cursor}A`)).toBeNull()
      expect(decodeCursor(`${cursor}=`)).toBeNull()
    }),
  )
})
