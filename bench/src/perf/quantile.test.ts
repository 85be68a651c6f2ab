import { expect, test } from 'vitest'
import { histogramQuantile, quantileOf } from './quantile.ts'

test('a quantile is the smallest value that so many are not above', () => {
  const values = Float64Array.from({ length: 100 }, (_, index) => index + 1)
  expect([0.5, 0.99, 1].map((share) => quantileOf(values, share))).toEqual([50, 99, 100])
  expect(quantileOf(new Float64Array(0), 0.5)).toBeNaN()
})

test('a quantile of a histogram lies within its bucket and looks only at what is new', () => {
  const before = new Map([
    [0.1, 50],
    [0.2, 50],
    [Number.POSITIVE_INFINITY, 50],
  ])
  const after = new Map([
    [0.1, 150],
    [0.2, 250],
    [Number.POSITIVE_INFINITY, 250],
  ])
  expect(histogramQuantile(before, after, 0.5)).toBeCloseTo(0.1)
  expect(histogramQuantile(before, after, 0.75)).toBeCloseTo(0.15)
  expect(histogramQuantile(before, before, 0.5)).toBeNull()
})
