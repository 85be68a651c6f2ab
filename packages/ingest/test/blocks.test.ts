import type { Hash } from '@org/events'
import type { MinedBlock } from '@org/scripted-node'
import { beforeEach, describe, expect, test } from 'vitest'
import type { LiveRpcOptions } from '../src/index.ts'
import { announceOf, fate, fateOf, lastOf, senderOf } from './fates.ts'
import type { Watched } from './runtime.ts'
import { until } from './until.ts'
import { announceOne, BY_HASH, batchesOf, settled, startNode, watchNode } from './watched-node.ts'

const BY_NUMBER = 'eth_getBlockByNumber'
/** Deep enough for no test to reach it: then the node is not asked for its finalized block either. */
const FAR = { finalityDepth: 1000 } as const

let node: Awaited<ReturnType<typeof startNode>>

beforeEach(async () => {
  node = await startNode()
})

/** Watches the node, its newest block having been seen. */
async function watchBlocks(
  options: Partial<LiveRpcOptions> = {},
  chain: Parameters<typeof watchNode>[2] = FAR,
): Promise<Watched> {
  const watched = await watchNode(node, options, chain)
  await until('the newest block', () => watched.events.of('BlockSeen').length === 1)
  return watched
}

async function questions(method: string): Promise<number> {
  return (await node.counts()).questions[method] ?? 0
}

/** Waits until these blocks, and no others, were seen since the first one. */
async function seen({ events }: Watched, blocks: readonly MinedBlock[]): Promise<void> {
  await until('the blocks', () => events.of('BlockSeen').length > blocks.length)
  const told = events.of('BlockSeen').slice(1)
  expect(told.map(({ data }) => [data.number, data.hash])).toEqual(
    blocks.map((block) => [block.number, block.hash]),
  )
}

async function mineMany(count: number): Promise<MinedBlock[]> {
  const blocks: MinedBlock[] = []
  for (let n = 0; n < count; n++) blocks.push(await node.mine())
  return blocks
}

test('a block tells what it holds, and a transaction its inclusion and delay', async () => {
  const watched = await watchBlocks()
  const paid = await announceOf(node, senderOf(1), { nonce: 0 })
  const failed = await announceOf(node, senderOf(1), { nonce: 1 })
  await fate(watched, failed, 'TxReady')
  const timestamp = Math.ceil(Date.now() / 1000) + 3
  const block = await node.mine({ transactions: [paid, failed], reverted: [failed], extra: 2, timestamp })
  await fate(watched, paid, 'TxReady', 'TxConfirmedProvisional')
  await fate(watched, failed, 'TxReady', 'TxConfirmedProvisional')
  expect(watched.events.of('BlockSeen')[1]?.data).toMatchObject({
    number: block.number,
    hash: block.hash,
    tx_count: 4,
  })
  const confirmed = lastOf(watched, 'TxConfirmedProvisional', paid)
  const seenUs = watched.events.of('TxSeen')[0]?.ingest_ts_unix_us ?? Number.NaN
  expect(confirmed).toEqual({
    block_number: block.number,
    block_hash: block.hash,
    block_timestamp: timestamp,
    inclusion_delay_ms: Math.round(timestamp * 1000 - seenUs / 1000),
    status: 'success',
  })
  expect(lastOf(watched, 'TxConfirmedProvisional', failed).status).toBe('reverted')
})

describe('heads that were missed', () => {
  test('are filled in by number, each asked for once', async () => {
    const watched = await watchBlocks()
    const hash = await announceOf(node, senderOf(1), { nonce: 0 })
    await fate(watched, hash, 'TxReady')
    const before = await questions(BY_NUMBER)
    const blocks = [
      await node.mine({ announced: false }),
      await node.mine({ announced: false, transactions: [hash] }),
      await node.mine({ announced: false }),
      await node.mine(),
    ]
    await seen(watched, blocks)
    await fate(watched, hash, 'TxReady', 'TxConfirmedProvisional')
    expect(lastOf(watched, 'TxConfirmedProvisional', hash).block_hash).toBe(blocks[1]?.hash)
    expect((await questions(BY_NUMBER)) - before).toBe(3)
  })

  test('while the socket was cut are filled in as well: what was mined is confirmed', async () => {
    const watched = await watchBlocks()
    const hash = await announceOf(node, senderOf(1), { nonce: 0 })
    await fate(watched, hash, 'TxReady')
    await node.refuse()
    await node.cut()
    const blocks = [await node.mine({ transactions: [hash] }), ...(await mineMany(2))]
    await node.listen()
    await fate(watched, hash, 'TxReady', 'TxConfirmedProvisional')
    await seen(watched, blocks)
    expect(lastOf(watched, 'TxConfirmedProvisional', hash).block_number).toBe(blocks[0]?.number)
  })

  test('because the node announces none are polled', async () => {
    await node.set({ subscribe: [{ kind: 'error', code: -32_601, message: 'no heads', of: 'heads' }] })
    const watched = await watchBlocks({ headPollMs: 50 })
    const hash = await announceOf(node, senderOf(1), { nonce: 0 })
    const block = await node.mine({ transactions: [hash] })
    await until('confirmed', () => fateOf(watched, hash).includes('TxConfirmedProvisional'))
    expect(lastOf(watched, 'TxConfirmedProvisional', hash).block_hash).toBe(block.hash)
    expect((await node.counts()).subscriptions.heads).toBe(0)
    const before = await questions(BY_NUMBER)
    await until('asked again and again', async () => (await questions(BY_NUMBER)) > before + 2)
  })
})

test('a body that comes after its block is confirmed by it', async () => {
  const watched = await watchBlocks()
  await node.set({ http: [{ kind: 'held', methods: [BY_HASH] }] })
  const hash = await announceOf(node, senderOf(1), { nonce: 0 })
  await until('asked for', async () => (await batchesOf(node)).length === 1)
  const block = await node.mine({ transactions: [hash] })
  await seen(watched, [block])
  await node.set({ http: [] })
  await node.release()
  await settled(watched, 1)
  await fate(watched, hash, 'TxConfirmedProvisional')
  expect(lastOf(watched, 'TxConfirmedProvisional', hash)).toMatchObject({ block_hash: block.hash })
})

test('a block whose body fails at first is read again, and its transactions are confirmed', async () => {
  const watched = await watchBlocks()
  const hash = await announceOf(node, senderOf(1), { nonce: 0 })
  await fate(watched, hash, 'TxReady')
  await node.set({ items: [{ kind: 'null', methods: ['eth_getBlockByHash'], first: 2 }] })
  await node.mine({ transactions: [hash] })
  await fate(watched, hash, 'TxReady', 'TxConfirmedProvisional')
})

describe('a reorganisation', () => {
  test('makes a transaction pending again, or confirms it where it is now', async () => {
    const watched = await watchBlocks()
    const kept = await announceOf(node, senderOf(1), { nonce: 0 })
    const moved = await announceOf(node, senderOf(2), { nonce: 0 })
    const lost = await announceOf(node, senderOf(3), { nonce: 0 })
    const after = await announceOf(node, senderOf(3), { nonce: 1 })
    await fate(watched, after, 'TxReady')
    const below = await node.mine({ transactions: [kept] })
    const old = await node.mine({ transactions: [moved, lost] })
    await fate(watched, lost, 'TxReady', 'TxConfirmedProvisional')
    const [, next] = await node.reorg({
      depth: 1,
      blocks: [{ announced: false }, { transactions: [moved] }],
    })

    await fate(watched, moved, 'TxReady', 'TxConfirmedProvisional', 'TxReorged', 'TxConfirmedProvisional')
    await fate(watched, lost, 'TxReady', 'TxConfirmedProvisional', 'TxReorged', 'TxReady')
    // What follows it, and what lies below the fork, stands as before.
    expect(fateOf(watched, after)).toEqual(['TxDecoded', 'TxReady'])
    expect(fateOf(watched, kept)).toEqual(['TxDecoded', 'TxReady', 'TxConfirmedProvisional'])
    expect(below.number).toBe(old.number - 1)
    expect(lastOf(watched, 'TxReorged', moved).old_block_hash).toBe(old.hash)
    expect(lastOf(watched, 'TxConfirmedProvisional', moved).block_hash).toBe(next?.hash)
    await node.mine({ transactions: [lost] })
    await until('mined after all', () => fateOf(watched, lost).at(-1) === 'TxConfirmedProvisional')
  })

  test('of several blocks that was missed is found by the parent hashes', async () => {
    const watched = await watchBlocks()
    const hash = await announceOf(node, senderOf(1), { nonce: 0 })
    await fate(watched, hash, 'TxReady')
    await node.mine({ transactions: [hash] })
    const left = await mineMany(2)
    await fate(watched, hash, 'TxReady', 'TxConfirmedProvisional')
    await until('the last of them', () => watched.events.of('BlockSeen').length === 4)
    const joined = await node.reorg({
      depth: 3,
      blocks: [{ announced: false }, { announced: false }, { announced: false, transactions: [hash] }, {}],
    })
    await fate(watched, hash, 'TxReady', 'TxConfirmedProvisional', 'TxReorged', 'TxConfirmedProvisional')
    expect(lastOf(watched, 'TxConfirmedProvisional', hash).block_hash).toBe(joined[2]?.hash)
    const numbers = watched.events.of('BlockSeen').map(({ data }) => data.hash)
    for (const block of [...left, ...joined]) expect(numbers).toContain(block.hash)
  })
})

describe('finality', () => {
  /** Mines a transaction, then so many blocks on top. @returns the hash, confirmed and not final before the last one */
  async function buried(watched: Watched, depth: number): Promise<Hash> {
    const hash = await announceOne(node)
    await settled(watched, 1)
    await node.mine({ transactions: [hash] })
    await mineMany(depth - 1)
    await until('seen', () => watched.events.of('BlockSeen').length === depth + 1)
    await until('confirmed', () => fateOf(watched, hash).includes('TxConfirmedProvisional'))
    expect(fateOf(watched, hash)).not.toContain('TxConfirmedFinal')
    await node.mine()
    await until('final', () => fateOf(watched, hash).at(-1) === 'TxConfirmedFinal')
    return hash
  }

  test('follows the finalized block of the node', async () => {
    await node.set({ finalizedDistance: 3 })
    const watched = await watchBlocks({ finalityPollMs: 20 }, {})
    const hash = await buried(watched, 3)
    expect(lastOf(watched, 'TxConfirmedFinal', hash)).toEqual(lastOf(watched, 'TxConfirmedProvisional', hash))
  })

  test('of a chain with a depth of its own follows that, and the node is not asked', async () => {
    await node.set({ finalizedDistance: 50 })
    const watched = await watchBlocks({ finalityPollMs: 20 }, { finalityDepth: 3 })
    const before = await questions(BY_NUMBER)
    await buried(watched, 3)
    expect(await questions(BY_NUMBER)).toBe(before)
  })

  test('where the node knows no finalized block comes by depth', async () => {
    await node.set({ finalizedDistance: null })
    const watched = await watchBlocks({ finalityPollMs: 20 }, {})
    await buried(watched, 64)
  }, 20_000)
})
