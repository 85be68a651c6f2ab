import { expect, test } from 'vitest'
import { estimateRatio } from './estimate.ts'
import { createNoise } from './testing/noise.ts'

test('the interval holds the estimate, and the same rounds give the same', () => {
  const ratios = [1.1, 0.95, 1.02, 1.3, 1.01, 0.99]
  const estimate = estimateRatio(ratios, 0.99)
  expect(estimate.low).toBeLessThanOrEqual(estimate.ratio)
  expect(estimate.high).toBeGreaterThanOrEqual(estimate.ratio)
  expect(estimateRatio(ratios, 0.99)).toEqual(estimate)
})

test('so few rounds that the wanted confidence cannot be had give all they have, and say how much', () => {
  const six = estimateRatio([1.1, 0.95, 1.02, 1.3, 1.01, 0.99], 0.99)
  expect(six.low).toBeCloseTo(0.95)
  expect(six.high).toBeCloseTo(1.3)
  expect(six.confidence).toBeCloseTo(1 - 2 / 64)
  const twelve = estimateRatio(
    Array.from({ length: 12 }, (_, index) => 1 + index / 100),
    0.99,
  )
  expect(twelve.confidence).toBeCloseTo(1 - 38 / 4096) // as tables of the test have it: 7 is the critical sum
})

test('one slower by half in every round is found slower by half', () => {
  expect(estimateRatio([1.5, 1.5, 1.5, 1.5, 1.5, 1.5], 0.99)).toMatchObject({
    ratio: expect.closeTo(1.5),
    low: expect.closeTo(1.5),
  })
})

test('the interval misses the truth as seldom as it says, outliers or not', () => {
  const noise = createNoise(1)
  let missed = 0
  const times = 4_000
  for (let time = 0; time < times; time += 1) {
    const ratios = Array.from({ length: 12 }, () => 1.2 * noise.ofNeighbour(0.1))
    const { low, high } = estimateRatio(ratios, 0.99)
    if (low > 1.2 || high < 1.2) missed += 1
  }
  expect(missed / times).toBeLessThan(0.015)
  expect(missed).toBeGreaterThan(0) // or it would be too wide to find anything
})

test.each([[[]], [[1, Number.NaN]], [[1, 0]], [[1, Number.POSITIVE_INFINITY]], [[-1]]])(
  'what is no ratio (%j) is an error and no estimate',
  (ratios) => {
    expect(() => estimateRatio(ratios, 0.99)).toThrow(RangeError)
  },
)
