import type { Hash } from '@org/events'
import type { ScriptedNode } from '@org/scripted-node'
import { beforeEach, describe, expect, test } from 'vitest'
import { sourceOf, type Watched, watch } from './runtime.ts'
import { until } from './until.ts'
import { account, announceOne, BY_HASH, settled, startNode, subscribed, watchNode } from './watched-node.ts'

const POOL = 'txpool_content'

let node: Awaited<ReturnType<typeof startNode>>

beforeEach(async () => {
  node = await startNode()
})

/** Cuts the subscription, does something while nobody sees it, and waits for the gap to be closed. */
async function whileBlind<T>(watched: Watched, from: ScriptedNode, act: () => Promise<T>): Promise<T> {
  const gaps = watched.events.of('GapClosed').length
  await from.refuse()
  await from.cut()
  const result = await act()
  await from.listen()
  await until('the gap is closed', () => watched.events.of('GapClosed').length === gaps + 1)
  return result
}

function backfilled({ events }: Watched): readonly string[] {
  return events
    .of('TxSeen')
    .filter((event) => event.data.backfill)
    .map((event) => event.tx_hash)
}

describe('the standing pool', () => {
  test.each([true, false])(
    'at the start is taken without a question by hash (whole transactions: %s)',
    async (full) => {
      const hashes = await node.add({ count: 50 })
      const watched = await watchNode(node, { fullTransactions: full })
      expect([...backfilled(watched)].sort()).toEqual([...hashes].sort())
      expect(watched.events.of('TxSeen').every((event) => event.data.first)).toBe(true)
      expect(watched.events.of('TxDecoded')).toHaveLength(50)
      expect(watched.events.of('GapClosed')).toMatchObject([{ data: { cause: 'start', backfilled: 50 } }])
      expect(account(watched)).toMatchObject({ announced: 50, fetched: 50, backfilled: 50 })
      const { questions } = await node.counts()
      expect(questions[BY_HASH]).toBeUndefined()
      expect(questions[POOL]).toBe(1)
    },
  )

  test('after a gap gives what came meanwhile, marked, and nothing that was seen before', async () => {
    const watched = await watchNode(node)
    const before = await node.announce({ count: 10 })
    await settled(watched, 10)
    const meanwhile = await whileBlind(watched, node, async () => [
      ...(await node.add({ count: 3 })),
      ...(await node.announce({ count: 4 })),
    ])
    const after = await announceOne(node)
    await settled(watched, 18)
    expect([...backfilled(watched)].sort()).toEqual([...meanwhile].sort())
    expect(watched.events.of('GapClosed').map((event) => event.data.backfilled)).toEqual([0, 7])
    const shown = watched.events.of('TxSeen').map((event) => event.tx_hash)
    expect([...shown].sort()).toEqual([...before, ...meanwhile, after].sort())
    expect(account(watched)).toMatchObject({ fetched: 18, backfilled: 7, duplicates: 0, reannounced: 0 })
    expect((await node.counts()).questions[POOL]).toBe(2)
  })

  test('that holds nothing new fills nothing', async () => {
    const watched = await watchNode(node)
    await node.announce({ count: 10 })
    await settled(watched, 10)
    await whileBlind(watched, node, async () => {})
    expect(watched.events.of('GapClosed').map((event) => event.data.backfilled)).toEqual([0, 0])
    expect(account(watched)).toMatchObject({ announced: 10, fetched: 10, backfilled: 0, duplicates: 0 })
  })

  test('of one source is no news where another one showed it', async () => {
    const other = await startNode()
    const watched = await watch([sourceOf('a', node), sourceOf('b', other)], { fullTransactions: false })
    await subscribed(watched)
    await whileBlind(watched, node, async () => {
      await node.add({ count: 5 })
      await other.announce({ count: 5 })
      await until('decoded', () => watched.events.of('TxDecoded').length === 5)
    })
    expect(watched.events.of('GapClosed', 'a').at(-1)?.data.backfilled).toBe(5)
    expect(watched.events.of('TxSeen', 'a').map((event) => event.data)).toEqual(
      Array.from({ length: 5 }, () => ({ first: false, reannounced: false, backfill: true })),
    )
    expect(watched.events.of('TxDecoded')).toHaveLength(5)
    expect(account(watched)).toMatchObject({ announced: 5, fetched: 5, backfilled: 5 })
  })

  test('of 20,000 is all there, and holds up no announcement', async () => {
    const count = 20_000
    await node.add({ count })
    const watched = await watch([sourceOf('a', node)], { fullTransactions: false })
    const { events } = watched
    await until('the pool is being read', () => events.of('TxSeen').length > 0)
    const announced = await announceOne(node)
    await until('the pool is read', () => events.of('GapClosed').length === 1)
    await settled(watched, count + 1)

    const decodedAt = events.all.findIndex(
      ({ kind, tx_hash }) => kind === 'TxDecoded' && tx_hash === announced,
    )
    const closedAt = events.all.findIndex(({ kind }) => kind === 'GapClosed')
    expect(decodedAt).toBeGreaterThan(0)
    expect(decodedAt).toBeLessThan(closedAt)
    expect(events.of('GapClosed')[0]?.data.backfilled).toBe(count)
    expect(account(watched)).toMatchObject({ announced: count + 1, fetched: count + 1, backfilled: count })
    expect((await node.counts()).questions[BY_HASH]).toBe(1)
  }, 30_000)
})

describe('a node that does not show its pool', () => {
  test('shows its pending block instead', async () => {
    await node.set({ unsupported: [POOL] })
    const hashes = await node.add({ count: 5 })
    const watched = await watchNode(node)
    expect([...backfilled(watched)].sort()).toEqual([...hashes].sort())
    expect(watched.events.of('GapClosed')).toMatchObject([{ data: { backfilled: 5 } }])
  })

  test('nor its pending block leaves the gap unfilled, and is watched all the same', async () => {
    await node.set({ unsupported: [POOL], pendingBlock: false })
    await node.add({ count: 5 })
    const watched = await watchNode(node)
    expect(watched.events.of('GapClosed')).toMatchObject([{ data: { backfilled: 0 } }])
    const hash: Hash = await announceOne(node)
    await settled(watched, 1)
    expect(watched.events.of('TxDecoded')).toMatchObject([{ tx_hash: hash }])
    expect((await node.counts()).questions[POOL]).toBe(1)
  })

  test('because it answers too late leaves the gap unfilled', async () => {
    await node.add({ count: 5 })
    await node.set({ http: [{ kind: 'held', methods: [POOL] }] })
    const watched = await watchNode(node, { backfillTimeoutMs: 200 })
    expect(watched.events.of('GapClosed')).toMatchObject([{ data: { backfilled: 0 } }])
    await announceOne(node)
    await settled(watched, 1)
  })
})

test('a pool is read no further when sight is lost again, and from anew afterwards', async () => {
  const hashes = await node.add({ count: 5 })
  await node.set({ http: [{ kind: 'held', methods: [POOL], first: 1 }] })
  const watched = await watch([sourceOf('a', node)], { fullTransactions: false })
  await until('asked for its pool', async () => (await node.counts()).questions[POOL] === 1)
  await node.cut()
  await until('two gaps', () => watched.events.of('GapClosed').length === 2)
  expect(watched.events.of('GapClosed').map((event) => [event.data.cause, event.data.backfilled])).toEqual([
    ['start', 0],
    ['disconnect', 5],
  ])
  expect([...backfilled(watched)].sort()).toEqual([...hashes].sort())
})
