import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createHeartbeat } from './heartbeat.ts'

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000 })
})
afterEach(() => {
  vi.useRealTimers()
})

const clock = { nowUs: () => Date.now() * 1000, monotonicMs: () => Date.now() }

test('beats every second while the parts are at work, and not while one is down', () => {
  let atWork = true
  const heartbeat = createHeartbeat(clock, () => atWork)
  expect(heartbeat.lastUs()).toBeNull()
  heartbeat.start()
  expect(heartbeat.lastUs()).toBe(1_000_000)
  vi.advanceTimersByTime(3_000)
  expect(heartbeat.lastUs()).toBe(4_000_000)
  atWork = false
  vi.advanceTimersByTime(10_000)
  expect(heartbeat.lastUs()).toBe(4_000_000)
  heartbeat.stop()
})

test('stops for good and leaves no timer', () => {
  const heartbeat = createHeartbeat(clock, () => true)
  heartbeat.start()
  heartbeat.start()
  heartbeat.stop()
  heartbeat.stop()
  expect(vi.getTimerCount()).toBe(0)
})
