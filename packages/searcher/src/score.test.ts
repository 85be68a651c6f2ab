import { expect, test } from 'vitest'
import { clampScore, logPoints } from './score.ts'

test('clampScore rounds to an integer from 0 to 100', () => {
  expect([-3, 0.4, 55.5, 100.4, 1e9].map(clampScore)).toEqual([0, 0, 56, 100, 100])
})

test('logPoints grows by the decade up to its most', () => {
  expect([0, 0.1, 1, 10, 1e6].map((value) => logPoints(value, 0.1, 20, 50))).toEqual([0, 0, 20, 40, 50])
  expect(logPoints(Number.NaN, 0.1, 20, 50)).toBe(0)
})
