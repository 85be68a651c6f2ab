import type { EventDraft, ReceiveEvent, StoredEvent } from '@org/events'
import { expect, onTestFinished, test } from 'vitest'
import { unaccounted } from './identity.ts'
import { createWatched, sourceOf, type Watched } from './runtime.ts'
import { until } from './until.ts'
import { account, startNode, status, subscribed, watchNode } from './watched-node.ts'

/** One seed that stays and one of its own for each run: a failure names the one that repeats it. */
const SEEDS = [1, Date.now() % 1_000_000]

/** Uniform in [0, 1), the same for the same seed (mulberry32). */
function seededRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Looks at every row whenever the event loop has its turn, until the test ends. */
function checkAlways({ runtime }: Watched): () => number {
  let checks = 0
  const timer = setInterval(() => {
    checks++
    for (const row of runtime.accounting()) expect(unaccounted(row)).toBe(0)
  }, 5)
  onTestFinished(() => clearInterval(timer))
  return () => checks
}

const isQuiet = ({ runtime, events }: Watched): boolean =>
  runtime.accounting().every((row) => row.in_flight === 0) &&
  events.of('GapOpened').length === events.of('GapClosed').length

test.each(SEEDS)(
  'seed %i: two faulty sources and a storage that refuses: every account is exact at every moment, over a restart too',
  async (seed) => {
    const random = seededRandom(seed)
    const nodes = [await startNode({ seed }), await startNode({ seed })] as const
    const sources = [sourceOf('a', nodes[0]), sourceOf('b', nodes[1])]
    const options = {
      connectTimeoutMs: 400,
      pingIntervalMs: 200,
      rpcTimeoutMs: 400,
      retryBackoffMs: 20,
      silentChainTimeoutSecs: 0.4,
      hashCheckShare: 1,
      maxSeenHashes: 100_000,
    }
    const run = async (watched: Watched, share: number, chaosSeed: number): Promise<void> => {
      const receive: ReceiveEvent = (event) =>
        random() < share && !event.kind.startsWith('Gap') ? 'queue_full' : watched.events.receive(event)
      await watched.runtime.start(receive)
      const checks = checkAlways(watched)
      await subscribed(watched)
      await Promise.all(
        nodes.map((node, i) => node.chaos({ seed: chaosSeed + i, seconds: 1, rate: 300, longestMs: 300 })),
      )
      await until('quiet', () => isQuiet(watched))
      expect(checks()).toBeGreaterThan(20)
    }

    const first = createWatched(sources, options)
    await run(first, 0.05, seed)
    await first.runtime.stop()
    const rows = first.runtime.accounting()
    for (const row of rows) expect(row.in_flight).toBe(0)
    // Each body that was handed on is in the account of whoever announced it.
    const decoded = new Set(first.events.of('TxDecoded').map((event) => event.tx_hash))
    expect(first.events.of('TxDecoded').length).toBe(decoded.size)
    for (const row of rows) expect(row.fetched).toBeLessThanOrEqual(decoded.size)
    expect(rows.reduce((sum, row) => sum + row.fetched, 0)).toBeGreaterThanOrEqual(decoded.size)

    const second = createWatched(sources, options)
    for (const [i, event] of first.events.all.entries()) second.runtime.restore(stored(event, i + 1))
    await run(second, 0, seed + 2)
    // Nothing that is stored is handed on again, nor new again.
    expect(second.events.of('TxDecoded').filter((event) => decoded.has(event.tx_hash))).toEqual([])
    const seenBefore = new Set(first.events.of('TxSeen').map((event) => event.tx_hash))
    const newAgain = second.events
      .of('TxSeen')
      .filter(({ tx_hash: hash, data }) => data.first && seenBefore.has(hash))
    expect(newAgain).toEqual([])
  },
  60_000,
)

function stored(event: EventDraft, seq: number): StoredEvent {
  return { ...event, seq, node_id: 'n' }
}

test('a node with bad bodies hides nothing that another one shows later', async () => {
  const bad = await startNode()
  const good = await startNode()
  const watched = createWatched([sourceOf('bad', bad), sourceOf('good', good)], {
    fullTransactions: false,
    retryBackoffMs: 5,
  })
  await watched.runtime.start(watched.events.receive)
  await subscribed(watched)
  await bad.set({ items: [{ kind: 'tampered' }] })
  const [hash] = await bad.announce({ count: 1 })
  if (hash === undefined) throw new Error('nothing was announced')
  await until('refused', () => account(watched).rejected.hash_mismatch === 1)
  await good.add({ count: 1 })
  await good.announceHashes([hash])
  await until('fetched', () => account(watched, 1).fetched === 1)
  expect(watched.events.of('TxDecoded').map((event) => event.tx_hash)).toEqual([hash])
})

test('a private chain whose node refuses pending transactions is live, and stays so', async () => {
  const node = await startNode({
    script: { subscribe: [{ kind: 'error', code: -32_601, message: 'not supported', of: 'pending' }] },
  })
  const other = await startNode()
  const watched = createWatched(
    [sourceOf('a', node, other)],
    { silentChainTimeoutSecs: 0.1, pingIntervalMs: 400 },
    {
      mempool: 'private',
    },
  )
  await watched.runtime.start(watched.events.receive)
  await subscribed(watched)
  await until('four pings', async () => (await node.counts()).pings >= 4)
  expect(status(watched)).toMatchObject({
    state: 'live',
    subscription: 'none',
    rotations: 0,
    last_error: null,
  })
  expect((await node.counts()).connections.ever).toBe(1)
  expect((await other.counts()).connections.ever).toBe(0)
  expect(watched.events.of('GapOpened')).toHaveLength(1)
})

test('what overflowed is read back from the standing pool', async () => {
  const node = await startNode()
  const watched = await watchNode(node)
  watched.events.answer('queue_full')
  await node.announce({ count: 50 })
  await until('dropped', () => account(watched).dropped.storage_queue_full === 50)
  watched.events.answer('accepted')
  await until('read back', () => watched.events.of('GapClosed').some(({ data }) => data.cause === 'overflow'))
  const closed = watched.events.of('GapClosed').find(({ data }) => data.cause === 'overflow')
  expect(closed?.data.backfilled).toBe(50)
  expect(watched.events.of('TxDecoded')).toHaveLength(50)
  expect(account(watched)).toMatchObject({ announced: 100, fetched: 50, dropped: { storage_queue_full: 50 } })
})
