import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createFramePacer } from './frame-pacer.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('the first picture comes at once, the next not before the interval', () => {
  let drawn = 0
  const request = createFramePacer({
    minIntervalMs: 200,
    requestAnimationFrame: (callback) => callback(),
    nowMs: () => Date.now(),
  })
  request(() => drawn++)
  expect(drawn).toBe(1)
  vi.advanceTimersByTime(50)
  request(() => drawn++)
  vi.advanceTimersByTime(149)
  expect(drawn).toBe(1)
  vi.advanceTimersByTime(1)
  expect(drawn).toBe(2)
  vi.advanceTimersByTime(1_000)
  request(() => drawn++)
  expect(drawn).toBe(3)
})
