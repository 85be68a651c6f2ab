import fc from 'fast-check'
import { expect, test } from 'vitest'
import { histogramQuantile } from './histogram-quantile.ts'

const INF = Number.POSITIVE_INFINITY

test('is interpolated within its bucket, and the last bound beyond the last', () => {
  const buckets = [
    { le: INF, count: 100 },
    { le: 1, count: 50 },
    { le: 2, count: 90 },
  ]
  expect(histogramQuantile(0.5, buckets)).toBe(1)
  expect(histogramQuantile(0.25, buckets)).toBe(0.5)
  expect(histogramQuantile(0.7, buckets)).toBe(1.5)
  expect(histogramQuantile(0.99, buckets)).toBe(2)
})

test('nothing observed, or no last bucket: no number', () => {
  expect(histogramQuantile(0.5, [])).toBeNaN()
  expect(histogramQuantile(0.5, [{ le: INF, count: 0 }])).toBeNaN()
  expect(histogramQuantile(0.5, [{ le: 1, count: 5 }])).toBeNaN()
})

test('lies within the bucket of the exact quantile, for any observations', () => {
  const bounds = [1, 2, 4, 8, 16]
  const observations = fc.array(fc.double({ min: 0, max: 15, noNaN: true }), { minLength: 1, maxLength: 80 })
  fc.assert(
    fc.property(observations, fc.double({ min: 0.01, max: 1, noNaN: true }), (values, q) => {
      const buckets = [...bounds, INF].map((le) => ({
        le,
        count: values.filter((value) => value <= le).length,
      }))
      const exact = [...values].sort((a, b) => a - b)[Math.ceil(q * values.length) - 1] ?? 0
      const found = histogramQuantile(q, buckets)
      const index = bounds.findIndex((bound) => exact <= bound)
      expect(found).toBeGreaterThanOrEqual(bounds[index - 1] ?? 0)
      expect(found).toBeLessThanOrEqual(bounds[index] ?? INF)
    }),
  )
})
