import { beforeEach, expect, test } from 'vitest'
import { until } from './until.ts'
import { account, announceOne, BY_HASH, batchesOf, settled, startNode, watchNode } from './watched-node.ts'

let node: Awaited<ReturnType<typeof startNode>>

beforeEach(async () => {
  node = await startNode()
})

test('hashes beyond the bound of the fetch queue are dropped, and counted', async () => {
  await node.set({ http: [{ kind: 'held', methods: [BY_HASH], first: 1 }] })
  const watched = await watchNode(node, { fetchQueueCapacity: 10, rpcBatchSize: 5, maxInFlight: 1 })
  await node.announce({ count: 15 })
  await until('all seen', () => watched.events.of('TxSeen').length === 15)
  expect(account(watched)).toMatchObject({ announced: 15, in_flight: 10, dropped: { fetch_queue_full: 5 } })
  await until('a batch is held', async () => (await batchesOf(node)).length === 1)
  await node.release()
  expect(await settled(watched, 15)).toMatchObject({ fetched: 10, dropped: { fetch_queue_full: 5 } })
})

test('a batch goes when it is full, a lone hash when its time is up', async () => {
  const watched = await watchNode(node, { rpcBatchSize: 4, batchFlushMs: 1000 })
  await node.announce({ count: 9 })
  await settled(watched, 9)
  expect(await batchesOf(node)).toEqual([4, 4, 1])
})

test('what the storage refuses is a drop of that reason, and is fetched when announced again', async () => {
  const watched = await watchNode(node)
  watched.events.answer('queue_full', ['TxDecoded'])
  const hash = await announceOne(node)
  expect(await settled(watched, 1)).toMatchObject({
    fetched: 0,
    dropped: { storage_queue_full: 1 },
    lost_events: {},
  })
  watched.events.answer('closed')
  await announceOne(node)
  expect(await settled(watched, 2)).toMatchObject({
    dropped: { storage_queue_full: 1, storage_queue_closed: 1 },
    lost_events: { storage_queue_closed: 1 },
  })
  watched.events.answer('accepted')
  await node.announceHashes([hash])
  expect(await settled(watched, 3)).toMatchObject({ fetched: 1 })
})

test('an old transaction announced again is labelled, and not fetched', async () => {
  const watched = await watchNode(node)
  const hash = await announceOne(node)
  await settled(watched, 1)
  await node.announceHashes([hash])
  await until('seen twice', () => watched.events.of('TxSeen').length === 2)
  expect(watched.events.of('TxSeen').map((event) => event.data)).toEqual([
    { first: true, reannounced: false, backfill: false },
    { first: false, reannounced: true, backfill: false },
  ])
  expect(account(watched)).toMatchObject({ announced: 1, fetched: 1, duplicates: 1, reannounced: 1 })
  expect((await node.reportOf(hash)).asked).toBe(1)
})

test('stop waits for bodies on their way, and fails what does not come', async () => {
  await node.set({ http: [{ kind: 'held', methods: [BY_HASH] }] })
  const watched = await watchNode(node, { stopTimeoutMs: 100 })
  await announceOne(node)
  await until('asked', async () => (await batchesOf(node)).length === 1)
  await watched.runtime.stop()
  expect(account(watched)).toMatchObject({ in_flight: 0, dropped: { fetch_failed: 1 } })
  await until('the socket is released', async () => (await node.counts()).connections.open === 0)
})
