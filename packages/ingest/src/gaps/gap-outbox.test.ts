import type { Enqueue, EventDraft } from '@org/events'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createGapOutbox } from './gap-outbox.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

function event(from: number): EventDraft {
  return {
    kind: 'GapOpened',
    chain_id: 1,
    source_id: 'a',
    ingest_ts_unix_us: from,
    tx_hash: '',
    data: { gap_id: 'g', cause: 'overflow', from_us: from, to_us: null, backfilled: 0 },
  }
}

function outbox() {
  const state = { answer: 'accepted' as Enqueue } // widened: tests change it
  const taken: number[] = []
  const lost: string[] = []
  const box = createGapOutbox({
    emit(draft) {
      if (state.answer === 'accepted') taken.push(draft.ingest_ts_unix_us)
      return state.answer
    },
    onLost: (why) => lost.push(why),
    retryMs: 50,
    capacity: 3,
  })
  return { state, taken, lost, box }
}

test('what a full storage refuses is handed over later, in order', () => {
  const { state, taken, lost, box } = outbox()
  state.answer = 'queue_full'
  box.send(event(1))
  box.send(event(2))
  vi.advanceTimersByTime(500)
  expect(taken).toEqual([])
  state.answer = 'accepted'
  box.send(event(3))
  vi.advanceTimersByTime(50)
  expect(taken).toEqual([1, 2, 3])
  expect(lost).toEqual([])
  expect(vi.getTimerCount()).toBe(0)
})

test('at its bound the oldest leaves, counted', () => {
  const { state, taken, lost, box } = outbox()
  state.answer = 'queue_full'
  for (const from of [1, 2, 3, 4]) box.send(event(from))
  state.answer = 'accepted'
  vi.advanceTimersByTime(50)
  expect(taken).toEqual([2, 3, 4])
  expect(lost).toEqual(['queue_full'])
})

test('a closed storage loses them, counted; stopping leaves no timer', () => {
  const { state, lost, box } = outbox()
  state.answer = 'closed'
  box.send(event(1))
  expect(lost).toEqual(['closed'])
  state.answer = 'queue_full'
  box.send(event(2))
  box.stop()
  box.stop()
  expect(lost).toEqual(['closed', 'queue_full'])
  expect(vi.getTimerCount()).toBe(0)
})

test('after stop nothing is kept for later', () => {
  const { state, lost, box } = outbox()
  box.stop()
  state.answer = 'queue_full'
  box.send(event(1))
  expect(lost).toEqual(['queue_full'])
  expect(vi.getTimerCount()).toBe(0)
})
