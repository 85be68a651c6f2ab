import { expect, test } from 'vitest'
import { createSystemClock } from './clock.ts'

test('stays within a few milliseconds of the wall and does not run backwards between two reads', () => {
  const clock = createSystemClock()
  const before = Date.now() * 1000
  const first = clock.nowUs()
  const second = clock.nowUs()
  const after = (Date.now() + 1) * 1000
  expect(first).toBeGreaterThanOrEqual(before - 3000)
  expect(second).toBeLessThanOrEqual(after + 3000)
  expect(second).toBeGreaterThanOrEqual(first)
  expect(Number.isSafeInteger(first)).toBe(true)
})
