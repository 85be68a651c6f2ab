import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findHash, hashApiKey, parseApiKeys, weaknessOf } from './api-key.ts'

const KEY = 'vJ3xq9Zp2LmT7wRb'

test('a key is found by its hash at its place, whatever else is in the list', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 20 }), (texts) => {
      const hashes = texts.map(hashApiKey)
      for (const [index, text] of texts.entries()) expect(findHash(hashes, hashApiKey(text))).toBe(index)
      expect(findHash(hashes, hashApiKey(`${texts.join('')}.`))).toBe(-1)
    }),
  )
})

test('a list is keys and hashes of keys', () => {
  const hex = createHash('sha256').update(KEY).digest('hex')
  expect(parseApiKeys(` ${KEY} ,sha256:${'ab'.repeat(32)}`)).toEqual({
    ok: true,
    hashes: [hashApiKey(KEY), Buffer.from('ab'.repeat(32), 'hex')],
  })
  expect(parseApiKeys(`${KEY},sha256:${hex.toUpperCase()}`)).toEqual({
    ok: false,
    problem: 'key 2 is given twice',
  })
})

test.each([
  ['', 'has characters other than'],
  ['a b', 'has characters other than'],
  ['x'.repeat(15), 'is shorter than 16'],
  [KEY.slice(0, 15), 'is shorter than 16'],
  [KEY.repeat(17), 'is longer than 256'],
  ['aAbBaAbBaAbBaAbB', 'repeats a few characters'],
  ['password1password1', 'repeats one word'],
])('%j is weak: %s', (key, why) => {
  expect(weaknessOf(key)).toMatch(why)
})

test.each([KEY, '0123456789abcdef0123456789abcdee', 'dGhpcyBpcyBhIGtleQ==', 'a-b_c.d~e+f/g=hij'])(
  '%s will do',
  (key) => {
    expect(weaknessOf(key)).toBe(null)
  },
)
