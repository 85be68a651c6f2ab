import { expect, test } from 'vitest'
import { backoffMs, createBackoff, pause } from './backoff.ts'

test('doubles up to the largest wait, and begins again after a reset', () => {
  const backoff = createBackoff({ baseMs: 100, maxMs: 1000, random: () => 1 })
  expect([1, 2, 3, 4, 5, 6].map(() => backoff.next())).toEqual([100, 200, 400, 800, 1000, 1000])
  backoff.reset()
  expect(backoff.next()).toBe(100)
})

test('jitter spreads over the upper half', () => {
  expect(backoffMs(0, { baseMs: 100, maxMs: 1000, random: () => 0 })).toBe(50)
  expect(backoffMs(0, { baseMs: 100, maxMs: 1000, random: () => 0.5 })).toBe(75)
  expect(backoffMs(10_000, { baseMs: 100, maxMs: 1000, random: () => 1 })).toBe(1000)
})

test('an aborted pause ends at once', async () => {
  const aborter = new AbortController()
  const paused = pause(600_000, aborter.signal)
  aborter.abort()
  await paused
  await pause(600_000, aborter.signal)
})
