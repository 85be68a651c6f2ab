import { toFunctionSelector } from 'viem'
import { expect, test } from 'vitest'
import { addressWordAt, callData, SELECTORS, signedAt, wordAt } from './call-data.ts'

test('the selectors are those of the functions', () => {
  expect(SELECTORS).toEqual({
    getPair: toFunctionSelector('getPair(address,address)'),
    getPool: toFunctionSelector('getPool(address,address,uint24)'),
    getReserves: toFunctionSelector('getReserves()'),
    slot0: toFunctionSelector('slot0()'),
    liquidity: toFunctionSelector('liquidity()'),
    tickSpacing: toFunctionSelector('tickSpacing()'),
    tickBitmap: toFunctionSelector('tickBitmap(int16)'),
  })
})

test('words are padded, and negative ones as contracts have them', () => {
  expect(callData('0x5339c296', -1)).toBe(`0x5339c296${'f'.repeat(64)}`)
  expect(callData('0x5339c296', 3, '0x0a')).toBe(`0x5339c296${'3'.padStart(64, '0')}${'a'.padStart(64, '0')}`)
})

test('answers are read word by word, and short or odd ones are null', () => {
  const words = `0x${'1'.padStart(64, '0')}${'f'.repeat(64)}`
  expect(wordAt(words, 0)).toBe(1n)
  expect(signedAt(words, 1)).toBe(-1)
  expect(wordAt(words, 2)).toBeNull()
  expect(addressWordAt(words, 1)).toBeNull()
  expect(addressWordAt(`0x${'0'.repeat(64)}`, 0)).toBeNull()
  expect(addressWordAt(`0x${'ab'.repeat(20).padStart(64, '0')}`, 0)).toBe(`0x${'ab'.repeat(20)}`)
  for (const odd of [null, 7, '0x', 'nonsense', '0xzz']) expect(wordAt(odd, 0)).toBeNull()
})
