import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createCoverage } from './coverage.ts'

const MINUTE = 60_000

function watched() {
  let nowMs = 1_000
  const coverage = createCoverage({
    clock: { nowUs: () => 0, monotonicMs: () => nowMs },
    recentMs: 5 * MINUTE,
    baselineMs: 360 * MINUTE,
  })
  /** A block of 100 transactions every 12 s. */
  const run = (minutes: number, share: number): void => {
    for (let block = 0; block < minutes * 5; block += 1) {
      nowMs += 12_000
      coverage.note(100 * share, 100)
    }
  }
  return { run, coverage: coverage.readings }
}

test('counts everything, and says no share of too few', () => {
  const { run, coverage } = watched()
  expect(coverage).toMatchObject({ mined: 0, foreseen: 0, recent: null, baseline: null })
  run(0.2, 0.5)
  expect(coverage).toMatchObject({ mined: 100, foreseen: 50, recent: 0.5, baseline: null })
})

test('the first minutes, in which memory is empty, are not learned', () => {
  const { run, coverage } = watched()
  run(10, 0.1)
  run(30, 0.9)
  expect(coverage.baseline).toBeCloseTo(0.9, 5)
})

test('a drop shows within minutes and is the new baseline after some half-lives only', () => {
  const { run, coverage } = watched()
  run(24 * 60, 0.9)
  run(15, 0.4)
  expect(coverage.recent).toBeLessThan(0.48)
  expect(coverage.baseline).toBeGreaterThan(0.87)
  run(24 * 60, 0.4)
  expect(coverage.baseline).toBeLessThan(0.45)
  expect(coverage.baseline).toBeGreaterThan(0.4)
})

test('without blocks nothing is learned and nothing forgotten', () => {
  const { run, coverage } = watched()
  run(60, 0.8)
  const before = { ...coverage }
  expect({ ...coverage }).toEqual(before)
})

test('shares stay between 0 and 1 whatever comes', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(1000), fc.nat(1000), fc.integer({ min: 0, max: 100 * 3_600_000 })), {
        maxLength: 60,
      }),
      (blocks) => {
        let nowMs = 0
        const { note, readings } = createCoverage({
          clock: { nowUs: () => 0, monotonicMs: () => nowMs },
          recentMs: 5 * MINUTE,
          baselineMs: 360 * MINUTE,
        })
        for (const [one, other, ms] of blocks) {
          nowMs += ms
          note(Math.min(one, other), Math.max(one, other))
          for (const share of [readings.recent, readings.baseline]) {
            if (share === null) continue
            expect(share).toBeGreaterThanOrEqual(0)
            expect(share).toBeLessThanOrEqual(1 + 1e-9)
          }
        }
      },
    ),
  )
})
