import type { Enqueue, EventDraft, Hash } from '@org/events'
import { expect, test } from 'vitest'
import { bodyOf, hashOf } from '../test/transactions.ts'
import { createBodyIntake } from './body-intake.ts'
import { createTransactionDecoder } from './decode/decode-transaction.ts'
import { createHashMemory, HASH_MEMORY_SEED_WORDS } from './dedupe/hash-memory.ts'
import { createSightings, type PendingTx } from './dedupe/sightings.ts'
import { createSourceEvents } from './source-events.ts'

/** Two sources; what this one cannot give the other is asked for. */
function intake(
  options: { readonly elsewhere?: boolean; readonly forged?: Hash; readonly storage?: Enqueue } = {},
) {
  const sent: EventDraft[] = []
  const forgeries: string[] = []
  const transactions: [string, Hash | null][] = []
  const overflows: number[] = []
  let others = options.elsewhere === true ? 1 : 0
  const clock = { nowUs: () => 9_000, monotonicMs: () => 9 }
  const memory = createHashMemory(1000, new Uint32Array(HASH_MEMORY_SEED_WORDS).fill(0x9e3779b1))
  const sightings = createSightings(memory, 2)
  const [account] = sightings.accounts
  if (account === undefined) throw new Error('a source has an account')
  const events = createSourceEvents({
    chainId: 31_337,
    sourceId: 'a',
    account,
    clock,
    emit(event) {
      if (event.kind === 'TxDecoded' && options.storage !== undefined) return options.storage
      sent.push(event)
      return 'accepted'
    },
    onOverflow: (atUs) => overflows.push(atUs),
  })
  const bodies = createBodyIntake({
    sightings,
    events,
    decode: createTransactionDecoder({ chainId: 31_337, maxBodyBytes: 10_000 }),
    clock,
    askElsewhere: () => others-- > 0,
    onTransaction: (transaction, minedIn) => transactions.push([transaction.tx_hash, minedIn]),
    checkOf: () => ({ mismatch: () => options.forged ?? null }),
    onForgery: (_endpoint, note) => forgeries.push(note),
    onOverflow: (atUs) => overflows.push(atUs),
  })
  const pendingOf = (n: number): PendingTx => {
    const { pending } = sightings.see(hashOf(n), 0, 4_000)
    if (pending === null) throw new Error('a new hash is wanted')
    return pending
  }
  return { bodies, pendingOf, sent, account, forgeries, transactions, overflows }
}

test('a sound body is handed on once, with the block it is in', () => {
  const { bodies, pendingOf, sent, account, transactions } = intake()
  const pending = pendingOf(1)
  bodies.body(pending, bodyOf(hashOf(1), { blockHash: hashOf(77) }), null)
  bodies.body(pending, bodyOf(hashOf(1)), null)
  bodies.missing(pending)
  bodies.failed(pending)
  expect(sent).toMatchObject([{ kind: 'TxDecoded', ingest_ts_unix_us: 4_000, data: { fetch_us: 5_000 } }])
  expect(transactions).toEqual([[hashOf(1), hashOf(77)]])
  expect(account).toMatchObject({ announced: 1, fetched: 1, inFlight: 0 })
})

test('without another source each end is told as it is', () => {
  const { bodies, pendingOf, sent, account } = intake()
  bodies.missing(pendingOf(1))
  bodies.failed(pendingOf(2))
  bodies.overflowed(pendingOf(3))
  bodies.body(pendingOf(4), { ...bodyOf(hashOf(4)), nonce: 'x' }, null)
  expect(sent).toMatchObject([
    { kind: 'TxDropped', tx_hash: hashOf(1), data: { reason: 'not_found' } },
    { kind: 'TxDropped', tx_hash: hashOf(2), data: { reason: 'fetch_failed' } },
    { kind: 'TxDropped', tx_hash: hashOf(3), data: { reason: 'fetch_queue_full' } },
    { kind: 'TxRejected', tx_hash: hashOf(4), data: { reason: 'malformed_body' } },
  ])
  expect(account).toMatchObject({ announced: 4, nulls: 1, inFlight: 0 })
  expect([...account.dropped, ...account.rejected]).toEqual([
    ['fetch_failed', 1],
    ['fetch_queue_full', 1],
    ['malformed_body', 1],
  ])
})

test('what another source can mend is not told; when it cannot, the best explanation is', () => {
  const first = intake({ elsewhere: true })
  const mended = first.pendingOf(1)
  first.bodies.missing(mended)
  expect(first.sent).toEqual([])
  first.bodies.body(mended, bodyOf(hashOf(1)), null)
  expect(first.sent).toMatchObject([{ kind: 'TxDecoded' }])

  const second = intake({ elsewhere: true })
  const refused = second.pendingOf(1)
  second.bodies.body(refused, { ...bodyOf(hashOf(1)), chainId: '0x1' }, null)
  second.bodies.failed(refused)
  expect(second.sent).toMatchObject([{ kind: 'TxRejected', data: { reason: 'wrong_chain' } }])
  expect(second.account.inFlight).toBe(0)
})

test('a body that hashes to something else is refused, and its endpoint told on', () => {
  const { bodies, pendingOf, sent, forgeries } = intake({ forged: hashOf(99) })
  bodies.body(pendingOf(1), bodyOf(hashOf(1)), null)
  expect(sent).toMatchObject([{ kind: 'TxRejected', data: { reason: 'hash_mismatch' } }])
  expect(forgeries).toEqual([`${hashOf(1)}: the body hashes to ${hashOf(99)}`])
})

test.each([
  ['queue_full', 'storage_queue_full', [4_000]],
  ['closed', 'storage_queue_closed', []],
] as const)('a body that a storage answers with %s is a drop', (storage, reason, expected) => {
  const { bodies, pendingOf, account, transactions, overflows } = intake({ storage })
  bodies.body(pendingOf(1), bodyOf(hashOf(1)), null)
  expect([...account.dropped]).toEqual([[reason, 1]])
  expect(transactions).toEqual([])
  expect(overflows).toEqual(expected)
})
