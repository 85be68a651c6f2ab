import { expect, test } from 'vitest'
import { bitmapIndex, tickRange } from './tick-range.ts'

test('without the right word the range is one spacing, also below zero', () => {
  expect(tickRange(125, 60, null)).toEqual({ lowerTick: 120, upperTick: 180 })
  expect(tickRange(-1, 60, null)).toEqual({ lowerTick: -60, upperTick: 0 })
  expect(tickRange(120, 60, { index: 7, bits: 1n })).toEqual({ lowerTick: 120, upperTick: 180 })
})

test('with it the range reaches to the next marked ticks, or to the ends of the word', () => {
  const bits = (...positions: number[]): bigint => positions.reduce((all, at) => all | (1n << BigInt(at)), 0n)
  expect(tickRange(125, 60, { index: 0, bits: 0n })).toEqual({ lowerTick: 0, upperTick: 255 * 60 })
  expect(tickRange(125, 60, { index: 0, bits: bits(1, 7) })).toEqual({ lowerTick: 60, upperTick: 420 })
  // A marked tick at the price itself begins the range.
  expect(tickRange(125, 60, { index: 0, bits: bits(2, 3) })).toEqual({ lowerTick: 120, upperTick: 180 })
  expect(tickRange(-1, 60, { index: -1, bits: bits(250) })).toEqual({ lowerTick: -360, upperTick: 0 })
  // The last tick of a word: what comes above it stands in the next one.
  expect(tickRange(255 * 60, 60, { index: 0, bits: 0n })).toEqual({ lowerTick: 0, upperTick: 256 * 60 })
})

test('the word of a tick', () => {
  expect([0, 255 * 60, 256 * 60, -1, -256 * 60 - 1].map((tick) => bitmapIndex(tick, 60))).toEqual([
    0, 0, 1, -1, -2,
  ])
})
