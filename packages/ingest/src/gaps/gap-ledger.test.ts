import type { GapData } from '@org/events'
import { expect, test } from 'vitest'
import { createGapLedger } from './gap-ledger.ts'

function ledger() {
  const said: [string, GapData][] = []
  let id = 0
  const gaps = createGapLedger({
    newId: () => `g${++id}`,
    onOpened: (gap) => said.push(['opened', gap]),
    onClosed: (gap) => said.push(['closed', gap]),
  })
  return { gaps, said }
}

test('a gap opens once, ends when sight is back, and closes once with what was read back', () => {
  const { gaps, said } = ledger()
  gaps.open('start', 100)
  gaps.open('disconnect', 200)
  expect([gaps.sight(300), gaps.sight(350)]).toEqual([true, false])
  expect(said).toHaveLength(1)
  gaps.filled(17)
  gaps.filled(3)
  expect(said).toEqual([
    ['opened', { gap_id: 'g1', cause: 'start', from_us: 100, to_us: null, backfilled: 0 }],
    ['closed', { gap_id: 'g1', cause: 'start', from_us: 100, to_us: 300, backfilled: 17 }],
  ])
})

test('sight that is lost again before the pool was read closes the first gap unfilled', () => {
  const { gaps, said } = ledger()
  gaps.open('start', 100)
  gaps.sight(300)
  gaps.open('disconnect', 400)
  gaps.filled(5)
  expect(said).toEqual([
    ['opened', expect.objectContaining({ gap_id: 'g1' })],
    ['closed', { gap_id: 'g1', cause: 'start', from_us: 100, to_us: 300, backfilled: 0 }],
    ['opened', { gap_id: 'g2', cause: 'disconnect', from_us: 400, to_us: null, backfilled: 0 }],
  ])
})

test('a gap that an earlier run left open goes on under its own id and is closed', () => {
  const { gaps, said } = ledger()
  gaps.adopt({ gap_id: 'old', cause: 'shutdown', from_us: 100, to_us: null, backfilled: 0 })
  gaps.open('start', 900)
  gaps.sight(1000)
  gaps.filled(4)
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
  gaps.filled(0)
  gaps.open('stall', 3_000_000)
  expect(Object.fromEntries(gaps.seconds(4_000_000))).toEqual({ start: 1.5, stall: 1.5 })
  gaps.sight(5_000_000)
  expect(Object.fromEntries(gaps.seconds(9_000_000))).toEqual({ start: 1.5, stall: 2.5 })
})

test('a wall clock that was set back gives no negative gap', () => {
  const { gaps, said } = ledger()
  gaps.open('disconnect', 500)
  gaps.sight(400)
  gaps.filled(0)
  expect(said[1]?.[1]).toMatchObject({ from_us: 500, to_us: 500 })
  expect(gaps.seconds(0).get('disconnect')).toBe(0)
})
