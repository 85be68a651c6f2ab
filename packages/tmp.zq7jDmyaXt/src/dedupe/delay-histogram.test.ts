import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createDelayHistogram } from './delay-histogram.ts'

test('without a delay there is no quantile; a delay of nothing is 0', () => {
  const histogram = createDelayHistogram()
  expect(histogram.quantile(0.5)).toBeNull()
  histogram.add(0)
  expect(histogram.quantile(0.5)).toBe(0)
})

test('a quantile is within 5 % of the exact one', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 2 ** 35 }), { minLength: 1, maxLength: 300 }),
      fc.constantFrom(0.01, 0.5, 0.9, 0.99, 1),
      (delays, q) => {
        const histogram = createDelayHistogram()
        for (const delay of delays) histogram.add(delay)
        const sorted = delays.toSorted((a, b) => a - b)
        const exact = sorted[Math.max(1, Math.ceil(q * delays.length)) - 1] ?? Number.NaN
        const found = histogram.quantile(q) ?? Number.NaN
        expect(histogram.count).toBe(delays.length)
        expect(Math.abs(found - exact) / exact).toBeLessThan(0.05)
      },
    ),
  )
})
