import type { GapData } from '@org/events'
import { expect, test } from 'vitest'
import { createGapLedger } from './gap-ledger.ts'

function ledger(countsFromUs = 0) {
  const said: [string, GapData][] = []
  let id = 0
  const gaps = createGapLedger({
    newId: () => `g${++id}`,
    onOpened: (gap) => said.push(['opened', gap]),
    onClosed: (gap) => said.push(['closed', gap]),
    countsFromUs,
  })
  const readBack = (count: number): void => {
    for (let n = 0; n < count; n++) gaps.readBack()
  }
  return { gaps, said, readBack }
}

test('a gap opens once, ends when sight is back, and closes once with what was read back', () => {
  const { gaps, said, readBack } = ledger()
  gaps.open('start', 100)
  gaps.open('disconnect', 200)
  expect([gaps.sight(300), gaps.sight(350)]).toEqual([true, false])
  expect(said).toHaveLength(1)
  readBack(17)
  gaps.filled()
  readBack(3)
  gaps.filled()
  expect(said).toEqual([
    ['opened', { gap_id: 'g1', cause: 'start', from_us: 100, to_us: null, backfilled: 0 }],
    ['closed', { gap_id: 'g1', cause: 'start', from_us: 100, to_us: 300, backfilled: 17 }],
  ])
})

test('sight that is lost again while the pool is read closes the first gap with what was read until then', () => {
  const { gaps, said, readBack } = ledger()
  gaps.open('start', 100)
  gaps.sight(300)
  readBack(2)
  gaps.open('disconnect', 400)
  gaps.filled()
  expect(said).toEqual([
    ['opened', expect.objectContaining({ gap_id: 'g1' })],
    ['closed', { gap_id: 'g1', cause: 'start', from_us: 100, to_us: 300, backfilled: 2 }],
    ['opened', { gap_id: 'g2', cause: 'disconnect', from_us: 400, to_us: null, backfilled: 0 }],
  ])
})

test('a gap that an earlier run left open goes on under its own id and is closed', () => {
  const { gaps, said, readBack } = ledger()
  gaps.adopt({ gap_id: 'old', cause: 'shutdown', from_us: 100, to_us: null, backfilled: 0 })
  gaps.open('start', 900)
  gaps.sight(1000)
  readBack(4)
  gaps.filled()
  expect(said).toEqual([
    ['closed', { gap_id: 'old', cause: 'shutdown', from_us: 100, to_us: 1000, backfilled: 4 }],
  ])
})

test('seconds add up by cause; a gap that is open counts, one that waits for its pool does no more', () => {
  const { gaps } = ledger()
  gaps.open('start', 0)
  gaps.sight(1_500_000)
  gaps.open('stall', 2_000_000)
  gaps.sight(2_500_000)
  gaps.filled()
  gaps.open('stall', 3_000_000)
  expect(Object.fromEntries(gaps.seconds(4_000_000))).toEqual({ start: 1.5, stall: 1.5 })
  gaps.sight(5_000_000)
  expect(Object.fromEntries(gaps.seconds(9_000_000))).toEqual({ start: 1.5, stall: 2.5 })
})

test('a wall clock that was set back gives no negative gap', () => {
  const { gaps, said } = ledger()
  gaps.open('disconnect', 500)
  gaps.sight(400)
  gaps.filled()
  expect(said[1]?.[1]).toMatchObject({ from_us: 500, to_us: 500 })
  expect(gaps.seconds(0).get('disconnect')).toBe(0)
})

test('of several gaps that an earlier run left open only the last one goes on', () => {
  const { gaps, said } = ledger()
  gaps.adopt({ gap_id: 'lost', cause: 'stall', from_us: 100, to_us: null, backfilled: 0 })
  gaps.adopt({ gap_id: 'last', cause: 'shutdown', from_us: 400, to_us: null, backfilled: 0 })
  gaps.sight(900)
  gaps.filled()
  expect(said.map(([what, { gap_id: id, to_us: to }]) => [what, id, to])).toEqual([
    ['closed', 'lost', 400],
    ['closed', 'last', 900],
  ])
})

test('seconds count from the begin of this process, whatever an earlier run left open', () => {
  const { gaps, said } = ledger(5_000_000)
  gaps.adopt({ gap_id: 'old', cause: 'shutdown', from_us: 1_000_000, to_us: null, backfilled: 0 })
  expect(gaps.seconds(6_000_000).get('shutdown')).toBe(1)
  gaps.sight(7_000_000)
  gaps.filled()
  expect(gaps.seconds(9_000_000).get('shutdown')).toBe(2)
  expect(said[0]?.[1]).toMatchObject({ from_us: 1_000_000, to_us: 7_000_000 })
})
