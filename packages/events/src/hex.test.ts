import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseAddress, parseBytes, parseHash, quantityToNumber, quantityToWei, toWei } from './hex.ts'

const hexDigits = (length: number) =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((bytes) => Buffer.from(bytes).toString('hex'))

describe('parseHash, parseAddress, parseBytes', () => {
  test('read any letter case and give lower case', () => {
    fc.assert(
      fc.property(hexDigits(32), hexDigits(20), fc.nat(60).chain(hexDigits), (hash, address, bytes) => {
        expect(parseHash(`0x${hash.toUpperCase()}`)).toBe(`0x${hash}`)
        expect(parseAddress(`0x${address.toUpperCase()}`)).toBe(`0x${address}`)
        expect(parseBytes(`0x${bytes.toUpperCase()}`)).toBe(`0x${bytes}`)
      }),
    )
  })

  test.each([
    undefined,
    null,
    7,
    {},
    '',
    '0x',
    `0x${'0'.repeat(63)}`,
    `0x${'0'.repeat(65)}`,
    `0x${'g'.repeat(64)}`,
    `0X${'0'.repeat(64)}x`,
  ])('refuse what is not a hash: %j', (value) => {
    expect(parseHash(value)).toBeNull()
    expect(parseAddress(value)).toBeNull()
  })

  test('bytes need an even number of digits', () => {
    expect(parseBytes('0x')).toBe('0x')
    expect(parseBytes('0x0')).toBeNull()
    expect(parseBytes('00')).toBeNull()
  })
})

describe('quantities', () => {
  test('equal the number they denote, up to 32 bytes', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }), (value) => {
        expect(quantityToWei(`0x${value.toString(16)}`)).toBe(value.toString())
        expect(quantityToWei(`0x${value.toString(16).toUpperCase()}`)).toBe(value.toString())
        const small = value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : null
        expect(quantityToNumber(`0x${value.toString(16)}`)).toBe(small)
      }),
    )
  })

  test.each(['', '0x', '12', '0xg', `0x1${'0'.repeat(64)}`, 12, null])('refuse %j', (value) => {
    expect(quantityToWei(value)).toBeNull()
    expect(quantityToNumber(value)).toBeNull()
  })

  test('toWei takes unsigned decimals only', () => {
    expect(toWei(2n ** 256n - 1n)).toBe((2n ** 256n - 1n).toString())
    expect(toWei('0')).toBe('0')
    for (const bad of ['-1', '01', '1.5', '1e3', '']) expect(() => toWei(bad)).toThrow(RangeError)
    expect(() => toWei(-1n)).toThrow(RangeError)
  })
})
