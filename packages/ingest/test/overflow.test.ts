import { beforeEach, expect, test } from 'vitest'
import { createWatched, sourceOf, type Watched } from './runtime.ts'
import { until } from './until.ts'
import {
  account,
  announceOne,
  BY_HASH,
  batchesOf,
  settled,
  startNode,
  subscribed,
  watchNode,
} from './watched-node.ts'

let node: Awaited<ReturnType<typeof startNode>>

beforeEach(async () => {
  node = await startNode()
})

/** The gaps of overflow, each as it was opened and as it was closed. */
function overflows({ events }: Watched) {
  const ofOverflow = ({ data }: { readonly data: { readonly cause: string } }): boolean =>
    data.cause === 'overflow'
  return {
    opened: events.of('GapOpened').filter(ofOverflow),
    closed: events.of('GapClosed').filter(ofOverflow),
  }
}

test.each([
  ['the standing pool gives back', {}, 10],
  ['nobody gives back', { unsupported: ['txpool_content'], pendingBlock: false }, 0],
])(
  'bursts that a full fetch queue cannot take are one gap, from the first drop to the last; %s what it let go',
  async (_who, script, backfilled) => {
    await node.set({ http: [{ kind: 'held', methods: [BY_HASH], first: 1 }], ...script })
    const watched = await watchNode(node, { fetchQueueCapacity: 10, rpcBatchSize: 10, maxInFlight: 1 })
    await node.announce({ count: 10 })
    await until('a batch is held', async () => (await batchesOf(node)).length === 1)
    const dropped = [...(await node.announce({ count: 5 })), ...(await node.announce({ count: 5 }))]
    await until('all seen', () => watched.events.of('TxSeen').length === 20)
    expect(account(watched)).toMatchObject({ in_flight: 10, dropped: { fetch_queue_full: 10 } })
    expect(watched.events.of('TxDropped').map((event) => [event.tx_hash, event.data.reason])).toEqual(
      dropped.map((hash) => [hash, 'fetch_queue_full']),
    )
    await until('the gap is closed', () => overflows(watched).closed.length === 1)
    await node.release()

    const row = await settled(watched, 20 + backfilled)
    expect(row).toMatchObject({ fetched: 10 + backfilled, dropped: { fetch_queue_full: 10 }, backfilled })
    const { opened, closed } = overflows(watched)
    const arrivals = watched.events
      .of('TxSeen')
      .filter(({ tx_hash, data }) => !data.backfill && dropped.some((hash) => hash === tx_hash))
      .map((event) => event.ingest_ts_unix_us)
    expect(opened).toHaveLength(1)
    expect(closed).toMatchObject([
      {
        data: {
          gap_id: opened[0]?.data.gap_id,
          from_us: Math.min(...arrivals),
          to_us: Math.max(...arrivals),
          backfilled,
        },
      },
    ])
  },
)

test('a storage without room is sent no bodies; the hashes wait, and what their queue cannot take is counted', async () => {
  let room = false
  const watched = createWatched([sourceOf('a', node)], { fetchQueueCapacity: 10, fullTransactions: false })
  await watched.runtime.start(watched.events.receive, () => room)
  await subscribed(watched)
  await node.announce({ count: 14 })
  await until('all seen', () => watched.events.of('TxSeen').length === 14)
  expect(account(watched)).toMatchObject({ in_flight: 10, fetched: 0, dropped: { fetch_queue_full: 4 } })
  expect(await batchesOf(node)).toEqual([])
  room = true
  // The standing pool gives back what was dropped.
  expect(await settled(watched, 18)).toMatchObject({ fetched: 14, dropped: { fetch_queue_full: 4 } })
})

test('a storage that is full for a while loses no gap, and what it lost is counted and in one', async () => {
  const watched = await watchNode(node)
  const { events } = watched
  // Only what is announced here is to be lost.
  await until('the newest block', () => events.of('BlockSeen').length === 1)
  events.answer('queue_full')
  const lost = await node.announce({ count: 5 })
  await until('dropped', () => account(watched).dropped.storage_queue_full === 5)
  expect(account(watched)).toMatchObject({ announced: 5, fetched: 0, lost_events: { storage_queue_full: 5 } })
  await node.cut()
  await until('subscribed again', async () => (await node.counts()).subscriptions.hashes === 2)
  expect(events.of('GapOpened')).toHaveLength(1)

  events.answer('accepted')
  await until('all gaps are told', () => events.of('GapClosed').length === 3)
  const told = events.all.flatMap((event) =>
    event.kind === 'GapOpened' || event.kind === 'GapClosed' ? [[event.kind, event.data.cause]] : [],
  )
  expect(told.slice(0, 4)).toEqual([
    ['GapOpened', 'start'],
    ['GapClosed', 'start'],
    ['GapOpened', 'overflow'],
    ['GapOpened', 'disconnect'],
  ])
  expect(told.slice(4).sort()).toEqual([
    ['GapClosed', 'disconnect'],
    ['GapClosed', 'overflow'],
  ])
  // The standing pool gave them back, or their next announcement does.
  await node.announceHashes(lost)
  const after = await announceOne(node)
  await until('decoded', () => events.of('TxDecoded').some((event) => event.tx_hash === after))
  expect(new Set(events.of('TxDecoded').map((event) => event.tx_hash))).toEqual(new Set([...lost, after]))
})
