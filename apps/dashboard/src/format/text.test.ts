import { describe, expect, test } from 'vitest'
import { CATEGORY_LABELS, categoryLabel } from './category.ts'
import { shortHex } from './hex.ts'
import { groupDigits, rateText, scoreText } from './number.ts'
import { clockTime, duration } from './time.ts'

test('shortHex keeps both ends, and what is short as it is', () => {
  expect(shortHex(`0x1234567890${'a'.repeat(50)}bcde`)).toBe('0x1234…bcde')
  expect(shortHex('0x12345678')).toBe('0x12345678')
})

describe('numbers', () => {
  test('are grouped by thousands', () => {
    expect([1, 999, 1_000, 1_234_567].map(groupDigits)).toEqual([
      '1',
      '999',
      '1\u202f000',
      '1\u202f234\u202f567',
    ])
  })
  test('of rates have one decimal while they are small', () => {
    expect([null, 0, 19.84, 99.94, 1_234.5].map(rateText)).toEqual(['–', '0.0', '19.8', '99.9', '1\u202f235'])
  })
  test('of scores have no needless decimals', () =>
    expect([64, 64.26].map(scoreText)).toEqual(['64', '64.3']))
})

describe('times', () => {
  test('of day are local, with milliseconds', () => {
    const local = new Date(2026, 10, 21, 7, 5, 9, 42)
    expect(clockTime(local.getTime() * 1_000 + 999)).toBe('07:05:09.042')
  })
  test('are told in their largest unit', () => {
    expect([-5, 400, 12_999, 61_000, 7_200_000, 200_000_000].map(duration)).toEqual([
      '0 ms',
      '400 ms',
      '12 s',
      '1 min',
      '2 h',
      '2 d',
    ])
  })
})

test('categories have names, and one that the page does not know keeps its own', () => {
  expect(CATEGORY_LABELS.length).toBe(12)
  expect([categoryLabel('account_abstraction'), categoryLabel('toString')]).toEqual([
    'account abstraction',
    'toString',
  ])
})
