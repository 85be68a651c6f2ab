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

test('a gap opens once and closes once', () => {
  const { gaps, said } = ledger()
  gaps.open('start', 100)
  gaps.open('disconnect', 200)
  gaps.close(300)
  gaps.close(400)
  expect(said).toEqual([
    ['opened', { gap_id: 'g1', cause: 'start', from_us: 100, to_us: null, backfilled: 0 }],
    ['closed', { gap_id: 'g1', cause: 'start', from_us: 100, to_us: 300, backfilled: 0 }],
  ])
})

test('seconds add up by cause, the open gap included', () => {
  const { gaps } = ledger()
  gaps.open('start', 0)
  gaps.close(1_500_000)
  gaps.open('stall', 2_000_000)
  gaps.close(2_500_000)
  gaps.open('stall', 3_000_000)
  expect(Object.fromEntries(gaps.seconds(4_000_000))).toEqual({ start: 1.5, stall: 1.5 })
})

test('a wall clock that was set back gives no negative gap', () => {
  const { gaps, said } = ledger()
  gaps.open('disconnect', 500)
  gaps.close(400)
  expect(said[1]?.[1]).toMatchObject({ from_us: 500, to_us: 500 })
  expect(gaps.seconds(0).get('disconnect')).toBe(0)
})
