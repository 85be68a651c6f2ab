import type { DraftOf, EventDraft, EventKind, StoredEvent } from '@org/events'
import { expect, test } from 'vitest'
import { bodyOf, hashOf } from '../test/transactions.ts'
import { createTransactionDecoder, RejectedBody } from './decode/decode-transaction.ts'
import { createHashMemory, HASH_MEMORY_SEED_WORDS } from './dedupe/hash-memory.ts'
import { createSightings } from './dedupe/sightings.ts'
import { createEarlierRun } from './earlier-run.ts'

const decode = createTransactionDecoder({ chainId: 31_337, maxBodyBytes: 10_000 })

function earlier() {
  const memory = createHashMemory(1000, new Uint32Array(HASH_MEMORY_SEED_WORDS).fill(0x9e3779b1))
  const sightings = createSightings(memory, 2)
  const run = createEarlierRun(sightings, ['a', 'b'])
  let seq = 0
  const note = <K extends EventKind>(
    kind: K,
    n: number | null,
    data: DraftOf<K>['data'],
    sourceId = 'a',
  ): void => {
    seq++
    run.note({
      kind,
      chain_id: 31_337,
      source_id: sourceId,
      ingest_ts_unix_us: seq * 1000,
      tx_hash: n === null ? '' : hashOf(n),
      data,
      seq,
      node_id: 'node',
    } as EventDraft & StoredEvent) // kind and data belong together by the signature
  }
  const decoded = (n: number): void => {
    const data = decode(bodyOf(hashOf(n)), hashOf(n), 5)
    if (data instanceof RejectedBody) throw new Error(data.note)
    note('TxSeen', n, { first: true, reannounced: false, backfill: false })
    note('TxDecoded', n, data)
  }
  return { run, sightings, note, decoded }
}

const confirmed = {
  block_number: 7,
  block_hash: hashOf(700),
  block_timestamp: 1,
  inclusion_delay_ms: 0,
  status: 'success',
} as const

test('transactions without an end are handed over once, with the block they were last seen in', () => {
  const { run, note, decoded } = earlier()
  for (const n of [1, 2, 3, 4, 5, 6]) decoded(n)
  note('TxReady', 1, { sender: '0x' as never, nonce: 1 }) // not read
  note('TxReplaced', 2, { replaced_by: hashOf(9), bump_bps: 1000 })
  note('TxDropped', 3, { reason: 'expired' })
  note('TxConfirmedProvisional', 4, confirmed)
  note('TxConfirmedProvisional', 5, confirmed)
  note('TxReorged', 5, { old_block_hash: hashOf(700), new_block_hash: hashOf(701) })
  note('TxConfirmedProvisional', 6, confirmed)
  note('TxConfirmedFinal', 6, confirmed)
  expect(run.takeUnfinished().map(({ transaction, minedIn }) => [transaction.tx_hash, minedIn])).toEqual([
    [hashOf(1), null],
    [hashOf(4), hashOf(700)],
    [hashOf(5), null],
  ])
  expect(run.takeUnfinished()).toEqual([])
})

test('what was replaced or dropped and mined all the same is followed on', () => {
  const { run, note, decoded } = earlier()
  for (const n of [1, 2, 3]) decoded(n)
  note('TxReplaced', 1, { replaced_by: hashOf(9), bump_bps: 1000 })
  note('TxConfirmedProvisional', 1, confirmed)
  note('TxDropped', 2, { reason: 'expired' })
  note('TxConfirmedProvisional', 2, confirmed)
  note('TxReorged', 2, { old_block_hash: hashOf(700), new_block_hash: hashOf(701) })
  note('TxConfirmedProvisional', 3, confirmed)
  decoded(3) // its hash was forgotten and announced again
  expect(run.takeUnfinished().map(({ transaction, minedIn }) => [transaction.tx_hash, minedIn])).toEqual([
    [hashOf(1), hashOf(700)],
    [hashOf(2), null],
    [hashOf(3), hashOf(700)],
  ])
})

test('what was seen is not new, what was refused stays refused, what never came is fetched', () => {
  const { sightings, note, decoded } = earlier()
  decoded(1)
  note('TxSeen', 2, { first: true, reannounced: false, backfill: false })
  note('TxRejected', 2, { reason: 'malformed_body', note: 'x' })
  note('TxSeen', 3, { first: true, reannounced: false, backfill: false }, 'gone')
  note('TxDropped', 3, { reason: 'not_found' }, 'gone')
  expect(sightings.see(hashOf(1), 0, 5)).toMatchObject({ first: false, reannounced: true, fetch: false })
  expect(sightings.see(hashOf(2), 0, 5)).toMatchObject({ first: false, reannounced: true, fetch: false })
  expect(sightings.see(hashOf(3), 0, 5)).toMatchObject({ first: false, fetch: true })
})

test('an open gap is told until it is closed', () => {
  const { run, note, decoded } = earlier()
  const gap = { gap_id: 'g', cause: 'shutdown', from_us: 5, to_us: null, backfilled: 0 } as const
  decoded(1)
  note('GapOpened', null, gap)
  note('GapOpened', null, { ...gap, gap_id: 'o', cause: 'overflow' })
  expect(run.openGaps('a')).toEqual([gap, { ...gap, gap_id: 'o', cause: 'overflow' }])
  expect(run.openGaps('b')).toEqual([])
  note('GapClosed', null, { ...gap, to_us: 9 })
  note('GapClosed', null, { ...gap, gap_id: 'o', to_us: 9 })
  expect(run.openGaps('a')).toEqual([])
})
