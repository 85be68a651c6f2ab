import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { coinOf, cutDecimal, formatUnits, shortInteger, stakeText, weiToCoin } from './amount.ts'

describe('weiToCoin', () => {
  test.each([
    ['0', '0'],
    ['1', '0.000000000000000001'],
    ['1000000000000000000', '1'],
    ['1500000000000000000', '1.5'],
    ['123456789012345678901234567890', '123456789012.34567890123456789'],
  ])('%s wei is %s', (wei, coins) => expect(weiToCoin(wei)).toBe(coins))

  test('is exact for every amount of 256 bits: multiplied again it is the same', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }), (wei) => {
        const [whole = '', fraction = ''] = weiToCoin(wei.toString()).split('.')
        expect(BigInt(whole) * 10n ** 18n + BigInt(fraction.padEnd(18, '0'))).toBe(wei)
        expect(fraction.endsWith('0')).toBe(false)
      }),
    )
  })

  test('what is not an amount stays as it is', () => expect(weiToCoin('-1')).toBe('-1'))
})

test('formatUnits without decimals is the amount', () => expect(formatUnits('42', 0)).toBe('42'))

describe('cutDecimal', () => {
  test.each([
    ['1', '1'],
    ['1.25', '1.25'],
    ['1.99999', '1.9999…'],
    ['0.00001', '<0.0001'],
    ['5.00001', '5.0000…'],
  ])('%s becomes %s', (decimal, shown) => expect(cutDecimal(decimal, 4)).toBe(shown))
})

describe('shortInteger', () => {
  test.each([
    ['0', '0'],
    ['1234567', '1234567'],
    ['12345678', '1.23e7'],
    ['2500000000', '2.5e9'],
    ['1000000000000000000', '1e18'],
    ['1999999999', '1.99e9'],
  ])('%s becomes %s', (amount, shown) => expect(shortInteger(amount)).toBe(shown))
})

describe('stakeText', () => {
  test.each([
    [12.5, '0', '12.5'],
    [12.345678, '0', '12.3456…'],
    [1500.25, '1000000000000000000', '1500.25'],
    [0.000002, '0', '<0.0001'],
  ])('%d coins beside %s wei is %s', (coins, wei, shown) => expect(stakeText(coins, wei)).toBe(shown))

  test.each([
    [null, '5'],
    [1, null],
    [0, '0'],
    [1.234568, '1234567890123456789'],
    [2_000_000_000.5, '2000000000500000000000000000'],
  ])('%d coins beside %s wei is nothing new', (coins, wei) => expect(stakeText(coins, wei)).toBeNull())
})

test('a chain has its own coin', () =>
  expect([coinOf(1), coinOf(137), coinOf(31_337)]).toEqual(['ETH', 'POL', 'ETH']))
