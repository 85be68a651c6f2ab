import fc from 'fast-check'
import { pad, toHex } from 'viem'
import { describe, expect, test } from 'vitest'
import {
  addressAt,
  arrayLength,
  bytesLength,
  followOffset,
  isHighestBit,
  readAddress,
  readNumber,
  readWei,
} from './words.ts'

const word = (value: bigint): string => pad(toHex(value), { size: 32 }).slice(2)

describe('readWei', () => {
  test('reads every unsigned 256-bit integer', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }), (value) => {
        expect(readWei(word(value), 0, 64)).toBe(value.toString())
      }),
    )
  })

  test('refuses a word that is cut off, or not hex', () => {
    expect(readWei(word(1n), 1, 64)).toBeNull()
    expect(readWei(word(1n), -1, 64)).toBeNull()
    expect(readWei(word(1n), 0, 63)).toBeNull()
    expect(readWei(`${'0'.repeat(63)}g`, 0, 64)).toBeNull()
    expect(readWei(`${'f'.repeat(63)}g`, 0, 64)).toBeNull()
  })
})

describe('readNumber', () => {
  test('reads integers up to 52 bits and refuses larger ones', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 54n }), (value) => {
        expect(readNumber(word(value), 0, 64)).toBe(value < 2n ** 52n ? Number(value) : -1)
      }),
    )
  })

  test('refuses what is not lower-case hex', () => {
    expect(readNumber(`${'0'.repeat(63)}F`, 0, 64)).toBe(-1)
    expect(readNumber(`${'0'.repeat(63)} `, 0, 64)).toBe(-1)
  })
})

describe('readAddress', () => {
  test('takes the lower 20 bytes', () => {
    const text = `${'0'.repeat(24)}${'ab'.repeat(20)}`
    expect(readAddress(text, 0, 64)).toBe(`0x${'ab'.repeat(20)}`)
  })

  test('refuses a word whose upper bytes are not zero', () => {
    expect(readAddress(`${'0'.repeat(23)}1${'ab'.repeat(20)}`, 0, 64)).toBeNull()
  })

  test('refuses digits that are not hex', () => {
    expect(addressAt('x'.repeat(40), 0)).toBeNull()
  })
})

test('isHighestBit is true of 2^255 only', () => {
  expect(isHighestBit(word(2n ** 255n), 0)).toBe(true)
  expect(isHighestBit(word(2n ** 255n + 1n), 0)).toBe(false)
  expect(isHighestBit(word(0n), 0)).toBe(false)
})

describe('dynamic parts', () => {
  test('an offset must lead to a whole word inside the region', () => {
    const text = word(32n) + word(5n)
    expect(followOffset(text, 0, 0, text.length)).toBe(64)
    expect(followOffset(text, 0, 0, text.length - 1)).toBe(-1)
    expect(followOffset(word(33n) + word(5n), 0, 0, 128)).toBe(-1)
    expect(followOffset(word(2n ** 51n) + word(5n), 0, 0, 128)).toBe(-1)
  })

  test('a length must fit into what is left', () => {
    const text = word(32n) + 'ff'.repeat(32)
    expect(bytesLength(text, 0, text.length)).toBe(64)
    expect(bytesLength(word(33n) + 'ff'.repeat(32), 0, 128)).toBe(-1)
    expect(arrayLength(word(1n) + word(9n), 0, 128)).toBe(1)
    expect(arrayLength(word(2n) + word(9n), 0, 128)).toBe(-1)
  })
})
