import type { SourceAccounting } from '@org/events'
import { expect, test } from 'vitest'
import { identityFaults } from './identity.ts'
import { slopeOf } from './slope.ts'

const row: SourceAccounting = {
  chain_key: 'a',
  chain_id: 1,
  source_id: 's',
  announced: 20,
  fetched: 10,
  null: 1,
  rejected: { malformed_body: 2, invalid_pending_hash: 50 },
  dropped: { fetch_failed: 3, storage_queue_full: 1 },
  in_flight: 3,
  duplicates: 7,
  reannounced: 1,
  backfilled: 2,
  lost_events: {},
}

test('the identity holds without frames that were no hash, and is missed by a single one', () => {
  expect(identityFaults([row])).toEqual([])
  expect(identityFaults([row, { ...row, fetched: 9 }])).toHaveLength(1)
})

test('an accounting without a source, or with less than nothing of something, is wrong', () => {
  expect(identityFaults([])).toHaveLength(1)
  expect(identityFaults([{ ...row, in_flight: -3, fetched: 16 }])).toHaveLength(1)
})

test('a slope is that of the whole, whatever single samples do', () => {
  const flat = Array.from({ length: 50 }, (_, atS) => ({ atS, value: 500 + (atS % 5) }))
  expect(Math.abs(slopeOf(flat))).toBeLessThan(0.05)
  const growing = flat.map(({ atS, value }) => ({ atS, value: value + atS * 2 + (atS === 7 ? 900 : 0) }))
  expect(slopeOf(growing)).toBeCloseTo(2, 1)
})
