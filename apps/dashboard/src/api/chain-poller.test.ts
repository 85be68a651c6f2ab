import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Action } from '../state/action.ts'
import { createChainPoller } from './chain-poller.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('asks at once, again after each answer, tells of failures, and stops', async () => {
  const actions: Action[] = []
  let asked = 0
  const poller = createChainPoller({
    loadChains: () => Promise.resolve(++asked === 2 ? { ok: false, reason: 'no' } : { ok: true, value: [] }),
    dispatch: (action) => void actions.push(action),
    intervalMs: 1_000,
  })
  const ended = poller.start()
  await vi.advanceTimersByTimeAsync(2_000)
  expect(actions).toEqual([
    { type: 'chains', chains: [] },
    { type: 'chains_unavailable', reason: 'no' },
    { type: 'chains', chains: [] },
  ])
  poller.stop()
  await ended
  await vi.advanceTimersByTimeAsync(5_000)
  expect([asked, vi.getTimerCount()]).toEqual([3, 0])
})
