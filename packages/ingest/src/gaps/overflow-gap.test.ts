import type { GapData } from '@org/events'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createGapFiller } from '../backfill/gap-filler.ts'
import { createGapLedger } from './gap-ledger.ts'
import { createOverflowGap } from './overflow-gap.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

function overflow(isCalm: () => boolean = () => true) {
  const closed: GapData[] = []
  const opened: GapData[] = []
  const gaps = createGapLedger({
    newId: () => 'g',
    onOpened: (gap) => opened.push(gap),
    onClosed: (gap) => closed.push(gap),
    countsFromUs: 0,
  })
  const clock = { nowUs: () => Date.now() * 1000, monotonicMs: () => Date.now() }
  const filler = createGapFiller({
    gaps,
    backfill: { run: async () => {} },
    isReadable: () => false,
    timeoutMs: 1000,
  })
  return { opened, closed, gap: createOverflowGap({ gaps, filler, clock, quietMs: 1000, isCalm }) }
}

test('drops that follow each other within the quiet time are one gap, from the first to the last', () => {
  const { opened, closed, gap } = overflow()
  gap.dropped(10_000)
  vi.advanceTimersByTime(900)
  gap.dropped(910_000)
  vi.advanceTimersByTime(900)
  expect(closed).toEqual([])
  vi.advanceTimersByTime(200)
  expect(opened).toMatchObject([{ cause: 'overflow', from_us: 10_000 }])
  expect(closed).toMatchObject([{ cause: 'overflow', from_us: 10_000, to_us: 910_000 }])

  gap.dropped(5_000_000)
  expect(opened).toHaveLength(2)
})

test('stays open until the queues have drained, and ends with the last drop all the same', () => {
  let calm = false
  const { closed, gap } = overflow(() => calm)
  gap.dropped(10_000)
  vi.advanceTimersByTime(5000)
  expect(closed).toEqual([])
  calm = true
  vi.advanceTimersByTime(1000)
  expect(closed).toMatchObject([{ from_us: 10_000, to_us: 10_000 }])
})

test('stopping closes the gap and leaves no timer', () => {
  const { closed, gap } = overflow()
  gap.dropped(10_000)
  gap.stop()
  gap.stop()
  expect(closed).toHaveLength(1)
  expect(vi.getTimerCount()).toBe(0)
})
