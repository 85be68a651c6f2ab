import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createFlushTimer } from './flush-timer.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('what comes alone goes at once, but with all that was read with it', async () => {
  const flush = vi.fn()
  const timer = createFlushTimer(5, flush)
  timer.queued(100)
  timer.queued(100)
  expect(flush).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(0)
  expect(flush).toHaveBeenCalledTimes(1)
  timer.queued(105)
  await vi.advanceTimersByTimeAsync(0)
  expect(flush).toHaveBeenCalledTimes(2)
})

test('what follows shortly waits for company, at most for the given time', async () => {
  const flush = vi.fn()
  const timer = createFlushTimer(5, flush)
  timer.queued(100)
  await vi.advanceTimersByTimeAsync(1)
  timer.queued(101)
  timer.queued(103)
  await vi.advanceTimersByTimeAsync(4)
  expect(flush).toHaveBeenCalledTimes(1)
  await vi.advanceTimersByTimeAsync(1)
  expect(flush).toHaveBeenCalledTimes(2)
})

test('nothing comes after it was cancelled', async () => {
  const flush = vi.fn()
  const timer = createFlushTimer(5, flush)
  timer.queued(100)
  timer.cancel()
  timer.queued(101)
  timer.cancel()
  await vi.advanceTimersByTimeAsync(100)
  expect(flush).not.toHaveBeenCalled()
})
