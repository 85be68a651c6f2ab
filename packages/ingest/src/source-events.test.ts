import type { Enqueue, EventDraft } from '@org/events'
import { expect, test } from 'vitest'
import { hashOf } from '../test/transactions.ts'
import { Account } from './accounting.ts'
import { createSourceEvents } from './source-events.ts'

function sourceEvents(answer: Enqueue) {
  const account = new Account()
  const overflows: number[] = []
  const events = createSourceEvents({
    chainId: 1,
    sourceId: 'a',
    account,
    clock: { nowUs: () => 9000, monotonicMs: () => 9 },
    emit: () => answer,
    onOverflow: (atUs) => overflows.push(atUs),
  })
  return { account, overflows, events }
}

const head: EventDraft = {
  kind: 'BlockSeen',
  chain_id: 1,
  source_id: 'a',
  ingest_ts_unix_us: 7000,
  tx_hash: '',
  data: {
    number: 1,
    hash: hashOf(1),
    parent_hash: hashOf(0),
    timestamp: 1,
    tx_count: 0,
    base_fee_wei: null,
  },
}

test('whatever a full storage does not take is counted and an overflow', () => {
  const { account, overflows, events } = sourceEvents('queue_full')
  events.seen(hashOf(1), 5000, { first: true, reannounced: false, backfill: false })
  events.rejected(hashOf(1), 6000, 'malformed_body', '')
  events.send(head)
  expect(overflows).toEqual([5000, 6000, 7000])
  expect(account.lostEvents.get('storage_queue_full')).toBe(3)
})

test('a storage that is closed overflows no more', () => {
  const { account, overflows, events } = sourceEvents('closed')
  events.send(head)
  expect(overflows).toEqual([])
  expect(account.lostEvents.get('storage_queue_closed')).toBe(1)
})
