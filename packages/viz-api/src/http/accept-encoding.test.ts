import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chooseEncoding } from './accept-encoding.ts'

test.each([
  [undefined, null],
  ['', null],
  ['identity', null],
  ['deflate', null],
  ['gzip', 'gzip'],
  ['x-gzip', 'gzip'],
  ['gzip, deflate, br, zstd', 'br'],
  ['GZIP;q=1.0, br;q=0.5', 'gzip'],
  ['br;q=0', null],
  ['*', 'br'],
  ['*;q=0.1, br;q=0', 'gzip'],
  ['gzip;q=0.2, identity;q=0.8', null],
  ['gzip ; q=0.8 , identity ; q=0.8', 'gzip'],
  ['gzip;q=nonsense', null],
])('%j: %j', (header, chosen) => {
  expect(chooseEncoding(header)).toBe(chosen)
})

test('any text is read as something', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect([null, 'br', 'gzip']).toContain(chooseEncoding(text))
    }),
  )
})
