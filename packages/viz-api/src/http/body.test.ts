import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createJsonBody } from './body.ts'

test('pieces of JSON become the bytes of their text, arrays with commas between their items', () => {
  const item = fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => JSON.stringify(text))
  fc.assert(
    fc.property(fc.array(fc.oneof(item, fc.array(item))), (pieces) => {
      const text = pieces
        .map((piece) => (typeof piece === 'string' ? piece : `[${piece.join(',')}]`))
        .join('')
      expect(createJsonBody(pieces).bytes.toString()).toBe(text)
    }),
  )
})
