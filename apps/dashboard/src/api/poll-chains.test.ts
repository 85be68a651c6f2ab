import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Action } from '../state/action.ts'
import { pollChains } from './poll-chains.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('asks at once, again after each answer, tells of failures, and stops', async () => {
  const actions: Action[] = []
  const stop = new AbortController()
  let asked = 0
  const ended = pollChains({
    loadChains: () => (++asked === 2 ? Promise.reject(new Error('no')) : Promise.resolve([])),
    dispatch: (action) => void actions.push(action),
    signal: stop.signal,
    intervalMs: 1_000,
  })
  await vi.advanceTimersByTimeAsync(2_000)
  expect(actions).toEqual([
    { type: 'chains', chains: [] },
    { type: 'chains_unavailable', reason: 'no' },
    { type: 'chains', chains: [] },
  ])
  stop.abort()
  await ended
  await vi.advanceTimersByTimeAsync(5_000)
  expect([asked, vi.getTimerCount()]).toEqual([3, 0])
})
