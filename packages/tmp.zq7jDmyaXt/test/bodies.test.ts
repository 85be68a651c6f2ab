import type { BodyFault } from '@org/scripted-node'
import { beforeEach, expect, test } from 'vitest'
import { until } from './until.ts'
import {
  account,
  announceOne,
  BY_HASH,
  batchesOf,
  settled,
  startNode,
  status,
  watchNode,
} from './watched-node.ts'

let node: Awaited<ReturnType<typeof startNode>>

beforeEach(async () => {
  node = await startNode()
})

test('a null body that a retry mends counts as fetched', async () => {
  await node.set({ items: [{ kind: 'null', firstPerHash: 2 }] })
  const watched = await watchNode(node)
  const hash = await announceOne(node)
  expect(await settled(watched, 1)).toMatchObject({ fetched: 1, null: 0, dropped: {} })
  expect(await node.reportOf(hash)).toMatchObject({ asked: 3, nulls: 2, bodies: 1 })
})

test('null through all retries is not_found, and another announcement tries again', async () => {
  await node.set({ items: [{ kind: 'null' }] })
  const watched = await watchNode(node)
  const hash = await announceOne(node)
  expect(await settled(watched, 1)).toMatchObject({ fetched: 0, null: 1, dropped: {} })
  expect(watched.events.of('TxDropped')).toMatchObject([{ tx_hash: hash, data: { reason: 'not_found' } }])
  expect((await node.reportOf(hash)).asked).toBe(3)

  await node.set({ items: [] })
  await node.announceHashes([hash])
  expect(await settled(watched, 2)).toMatchObject({ fetched: 1, null: 1, duplicates: 0 })
  expect(watched.events.of('TxSeen').map((event) => event.data.first)).toEqual([true, false])
})

test.each([503, 429])('HTTP %i is retried, then the body arrives', async (status) => {
  await node.set({ http: [{ kind: 'status', status, methods: [BY_HASH], first: 2 }] })
  const watched = await watchNode(node, { retryBackoffMs: 5 })
  await announceOne(node)
  expect(await settled(watched, 1)).toMatchObject({ fetched: 1 })
  expect(await batchesOf(node)).toEqual([1, 1, 1])
  expect((await node.counts()).statuses[status]).toBe(2)
})

test('an error that no retry mends is fetch_failed', async () => {
  await node.set({ items: [{ kind: 'error', code: -32_000, message: 'internal error' }] })
  const watched = await watchNode(node, { retryBackoffMs: 5 })
  const hash = await announceOne(node)
  expect(await settled(watched, 1)).toMatchObject({ dropped: { fetch_failed: 1 } })
  expect(watched.events.of('TxDropped')).toMatchObject([{ tx_hash: hash, data: { reason: 'fetch_failed' } }])
  expect(status(watched).last_error).toContain('internal error')
  expect(await node.reportOf(hash)).toMatchObject({ asked: 3, errors: 3 })
})

test('an answer that trickles without end is given up, and its place in flight is free again', async () => {
  await node.set({ http: [{ kind: 'trickle', everyMs: 20, methods: [BY_HASH], first: 1 }] })
  const watched = await watchNode(node, {
    rpcTimeoutMs: 200,
    retryAttempts: 0,
    maxInFlight: 1,
    rpcBatchSize: 1,
  })
  await node.announce({ count: 2 })
  expect(await settled(watched, 2)).toMatchObject({ fetched: 1, dropped: { fetch_failed: 1 } })
  expect(status(watched).last_error).toBeNull()
})

test('a refused credential is not retried', async () => {
  await node.set({ http: [{ kind: 'status', status: 401, methods: [BY_HASH] }] })
  const watched = await watchNode(node)
  await announceOne(node)
  expect(await settled(watched, 1)).toMatchObject({ dropped: { fetch_failed: 1 } })
  expect(await batchesOf(node)).toEqual([1])
})

test.each([
  ['something that is not JSON', '<html>busy</html>'],
  ['an empty array', '[]'],
  ['an object that is no answer', '{"ok":true}'],
  ['nothing', ''],
])('%s fails the batch', async (_name, text) => {
  await node.set({ http: [{ kind: 'text', text, methods: [BY_HASH] }] })
  const watched = await watchNode(node, { retryBackoffMs: 5 })
  await node.announce({ count: 3 })
  expect(await settled(watched, 3)).toMatchObject({ dropped: { fetch_failed: 3 } })
})

test('answers in another order, and with one left out, reach the right hashes', async () => {
  await node.set({
    answers: [
      { kind: 'reversed', methods: [BY_HASH] },
      { kind: 'missing', items: 1, methods: [BY_HASH] },
    ],
  })
  const watched = await watchNode(node, { retryBackoffMs: 5, retryAttempts: 0, batchFlushMs: 500 })
  const hashes = await node.announce({ count: 4 })
  expect(await settled(watched, 4)).toMatchObject({ fetched: 3, dropped: { fetch_failed: 1 } })
  expect(watched.events.of('TxDropped')).toMatchObject([{ tx_hash: hashes[3] }])
  for (const hash of hashes.slice(0, 3)) {
    const decoded = watched.events.of('TxDecoded').find((event) => event.tx_hash === hash)
    expect((await node.bodyOf(hash))?.from).toBe(decoded?.data.sender)
  }
})

test('answers that come twice are taken once', async () => {
  await node.set({ answers: [{ kind: 'duplicated', methods: [BY_HASH] }] })
  const watched = await watchNode(node)
  await node.announce({ count: 3 })
  expect(await settled(watched, 3)).toMatchObject({ fetched: 3 })
  expect(watched.events.of('TxDecoded')).toHaveLength(3)
})

test.each<[string, BodyFault]>([
  ['hash_mismatch', { kind: 'other-hash' }],
  ['hash_mismatch', { kind: 'tampered' }],
  ['wrong_chain', { kind: 'wrong-chain' }],
  ['malformed_body', { kind: 'malformed' }],
  ['oversize_body', { kind: 'oversize', calldataBytes: 10_001 }],
])('%s: a body that is %o is rejected and not asked for again', async (reason, fault) => {
  await node.set({ items: [fault] })
  const watched = await watchNode(node, { maxBodyBytes: 10_000 })
  const hash = await announceOne(node)
  expect(await settled(watched, 1)).toMatchObject({ rejected: { [reason]: 1 } })
  expect(watched.events.of('TxRejected')).toMatchObject([{ tx_hash: hash, data: { reason } }])
  await node.announceHashes([hash])
  await until('announced again', () => watched.events.of('TxSeen').length === 2)
  expect(account(watched)).toMatchObject({ announced: 1, duplicates: 1, reannounced: 1 })
  expect(await node.reportOf(hash)).toMatchObject({ asked: 1, faultyBodies: 1 })
})
