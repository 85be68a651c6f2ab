import { expect, test } from 'vitest'
import { lostShare } from './lost-share.ts'

test('what never came is lost, counted or not', () => {
  expect(lostShare({ announced: 1_000, received: 990, dropped: {} })).toBeCloseTo(0.01)
  expect(lostShare({ announced: 1_000, received: 990, dropped: { fetch_failed: 10 } })).toBeCloseTo(0.01)
})

test('what was dropped and read back later was lost, and more than was announced is no gain', () => {
  expect(lostShare({ announced: 1_000, received: 1_000, dropped: { storage_queue_full: 20 } })).toBe(0.02)
  expect(lostShare({ announced: 1_000, received: 1_100, dropped: {} })).toBe(0)
})

test('nothing announced is no share', () => {
  expect(lostShare({ announced: 0, received: 0, dropped: {} })).toBeNaN()
})
