import type { GapData } from '@org/events'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createSourceGaps } from './source-gaps.ts'

beforeEach(() => {
  vi.useFakeTimers({ now: 1000 })
})
afterEach(() => {
  vi.useRealTimers()
})

/** Gaps over a pool that is read as the test says. */
function sourceGaps() {
  const said: [string, string, number][] = []
  const readings: { readonly signal: AbortSignal; readonly found: () => void; readonly end: () => void }[] =
    []
  let id = 0
  const gaps = createSourceGaps({
    newId: () => `g${++id}`,
    onOpened: (gap: GapData) => said.push(['opened', gap.cause, gap.from_us]),
    onClosed: (gap: GapData) => said.push(['closed', gap.cause, gap.backfilled]),
    backfill: {
      run: (signal, found) =>
        new Promise((resolve) => {
          readings.push({ signal, found, end: resolve })
          signal.addEventListener('abort', () => resolve(), { once: true })
        }),
    },
    backfillTimeoutMs: 1000,
    isCalm: () => true,
    clock: { nowUs: () => Date.now() * 1000, monotonicMs: () => Date.now() },
  })
  const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0)
  return { gaps, said, readings, settle }
}

test('after an overflow the pool is read: it may hold what was let go', async () => {
  const { gaps, said, readings, settle } = sourceGaps()
  gaps.sightLost('start', 0)
  gaps.sightBack(true)
  await settle()
  readings[0]?.end()
  await settle()
  gaps.overflowed(5)
  await vi.advanceTimersByTimeAsync(1000)
  readings[1]?.found()
  readings[1]?.end()
  await settle()
  expect(said.slice(2)).toEqual([
    ['opened', 'overflow', 5],
    ['closed', 'overflow', 1],
  ])
  await gaps.stop()
})

test('a pool that overflows the queue while it is read is given up until the queue has room', async () => {
  const { gaps, said, readings, settle } = sourceGaps()
  gaps.sightLost('start', 0)
  gaps.sightBack(true)
  await settle()
  readings[0]?.end()
  await settle()
  gaps.overflowed(5)
  await vi.advanceTimersByTimeAsync(1000)
  readings[1]?.found()
  gaps.overflowed(9)
  expect(readings[1]?.signal.aborted).toBe(true)
  await vi.advanceTimersByTimeAsync(1000)
  readings[2]?.found()
  readings[2]?.found()
  readings[2]?.end()
  await settle()
  expect(said.slice(2)).toEqual([
    ['opened', 'overflow', 5],
    ['closed', 'overflow', 1],
    ['opened', 'overflow', 9],
    ['closed', 'overflow', 2],
  ])
  await gaps.stop()
})

test('sight that comes and goes leaves one reading, and each gap has its own count', async () => {
  const { gaps, said, readings, settle } = sourceGaps()
  gaps.sightLost('start', 0)
  gaps.sightBack(true)
  await settle()
  readings[0]?.found()
  gaps.sightLost('disconnect', 7)
  gaps.sightBack(true)
  await settle()
  expect(readings.map(({ signal }) => signal.aborted)).toEqual([true, false])
  readings[1]?.found()
  readings[1]?.found()
  readings[1]?.end()
  await settle()
  expect(said).toEqual([
    ['opened', 'start', 0],
    ['closed', 'start', 1],
    ['opened', 'disconnect', 7],
    ['closed', 'disconnect', 2],
  ])
  await gaps.stop()
})

test('nothing is read where nothing can be, nor after stop', async () => {
  const { gaps, said, readings, settle } = sourceGaps()
  gaps.sightLost('start', 0)
  gaps.sightBack(false)
  gaps.overflowed(5)
  await gaps.stop()
  await settle()
  expect(readings).toEqual([])
  expect(said.filter(([what]) => what === 'closed')).toEqual([
    ['closed', 'start', 0],
    ['closed', 'overflow', 0],
  ])
  expect(vi.getTimerCount()).toBe(0)
})

test('an overflow that the end of a process cut short is closed with that end; the seconds before do not count', () => {
  const { gaps, said } = sourceGaps()
  gaps.adopt([{ gap_id: 'o', cause: 'overflow', from_us: 100, to_us: null, backfilled: 0 }], 900)
  expect(said).toEqual([['closed', 'overflow', 0]])
  expect(gaps.seconds(2_000_000).get('overflow')).toBe(0)
})

test('says how long the open gaps are, of sight or of overflow, and nothing of one that ended', async () => {
  const { gaps, settle } = sourceGaps()
  expect(gaps.openSeconds(5e6)).toBe(0)
  gaps.sightLost('disconnect', 1e6)
  expect(gaps.openSeconds(5e6)).toBe(4)
  gaps.sightBack(true)
  await settle()
  expect(gaps.openSeconds(6e6)).toBe(0)
  gaps.overflowed(7e6)
  expect(gaps.openSeconds(9e6)).toBe(2)
  await gaps.stop()
})
