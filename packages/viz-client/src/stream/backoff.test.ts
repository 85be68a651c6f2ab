import fc from 'fast-check'
import { expect, test } from 'vitest'
import { backoffMs } from './backoff.ts'

test('doubles with each failure up to 15 s', () => {
  expect([1, 2, 3, 6, 40].map((failures) => backoffMs(failures, 1))).toEqual([
    500, 1_000, 2_000, 15_000, 15_000,
  ])
})

test('is between half of the ceiling and the ceiling', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2_000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (failures, random) => {
        const ceiling = backoffMs(failures, 1)
        const delay = backoffMs(failures, random)
        expect(delay).toBeGreaterThanOrEqual(ceiling / 2)
        expect(delay).toBeLessThanOrEqual(ceiling)
      },
    ),
  )
})
