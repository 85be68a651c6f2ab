import type { Hash } from '@org/events'
import { waitFor } from '@org/testkit'
import { expect, test } from 'vitest'
import { ask, connect, nodeOf } from './support/client.ts'

interface Block {
  readonly number: string
  readonly hash: string
  readonly parentHash: string
  readonly transactions: readonly unknown[]
}

test('what is mined leaves the pool, moves the nonce, and says where it is', async () => {
  const node = await nodeOf()
  const from = `0x${'ab'.repeat(20)}` as never
  await node.setNonce(from, 7)
  const [first, second, gapped] = (await node.add({
    transactions: [
      { from, nonce: 7 },
      { from, nonce: 8 },
      { from, nonce: 10 },
    ],
  })) as [Hash, Hash, Hash]
  expect(await ask(node, 'txpool_content')).toMatchObject({
    pending: { [from]: { 7: { hash: first }, 8: { hash: second } } },
    queued: { [from]: { 10: { hash: gapped } } },
  })
  expect(await ask(node, 'eth_getTransactionCount', from, 'pending')).toBe('0x9')
  const block = await node.mine({
    transactions: [first, second],
    reverted: [second],
    extra: 1,
    timestamp: 1_900_000_000,
  })
  expect(block.transactions).toHaveLength(3)
  expect(await ask(node, 'eth_getTransactionCount', from, 'latest')).toBe('0x9')
  expect(await node.bodyOf(second)).toMatchObject({ blockHash: block.hash, transactionIndex: '0x1' })
  expect(await ask(node, 'txpool_content')).toEqual({
    pending: {},
    queued: { [from]: { 10: expect.anything() } },
  })

  const latest = (await ask(node, 'eth_getBlockByNumber', 'latest', false)) as Block
  expect(latest).toMatchObject({
    hash: block.hash,
    transactions: block.transactions,
    timestamp: '0x713fb300',
  })
  const full = (await ask(node, 'eth_getBlockByHash', block.hash, true)) as Block
  expect(full.transactions).toMatchObject(block.transactions.map((hash) => ({ hash, blockHash: block.hash })))
  expect(await ask(node, 'eth_getBlockReceipts', block.hash)).toMatchObject([
    { transactionHash: first, status: '0x1' },
    { transactionHash: second, status: '0x0' },
    { status: '0x1' },
  ])
  expect(await ask(node, 'eth_getTransactionReceipt', second)).toMatchObject({
    transactionHash: second,
    blockHash: block.hash,
    status: '0x0',
  })
  const parent = (await ask(
    node,
    'eth_getBlockByNumber',
    `0x${(block.number - 1).toString(16)}`,
    false,
  )) as Block
  expect(parent.hash).toBe(latest.parentHash)
})

test('a mined nonce drops what else used it', async () => {
  const node = await nodeOf()
  const from = `0x${'ac'.repeat(20)}` as never
  const [old, bumped] = (await node.add({
    transactions: [
      { from, nonce: 0 },
      { from, nonce: 0, maxFeeWei: 10n ** 12n },
    ],
  })) as [Hash, Hash]
  await node.mine({ transactions: [bumped] })
  expect(await node.bodyOf(old)).toBeNull()
})

test('a reorganisation takes blocks away and announces others', async () => {
  const node = await nodeOf()
  const socket = await connect(node)
  await socket.subscribe('newHeads')
  const [hash] = (await node.announce({ count: 1 })) as [Hash]
  const before = await node.mine()
  const old = await node.mine({ transactions: [hash] })
  const [replacing, next] = await node.reorg({ depth: 1, blocks: [{}, { transactions: [hash] }] })
  expect(replacing).toMatchObject({ number: old.number, parentHash: before.hash, transactions: [] })
  expect(next).toMatchObject({ number: old.number + 1, parentHash: replacing?.hash, transactions: [hash] })
  expect(await node.bodyOf(hash)).toMatchObject({ blockHash: next?.hash })
  expect(await ask(node, 'eth_getBlockByHash', old.hash, false)).toMatchObject({ hash: old.hash })
  await waitFor(() => socket.notified().length === 4, { what: 'four heads' })
  expect(socket.notified().map((head) => (head as Block).hash)).toEqual(
    [before, old, replacing, next].map((block) => block?.hash),
  )
  await node.reorg({ depth: 2, blocks: [] })
  expect(await node.bodyOf(hash)).toMatchObject({ blockHash: null })
  await expect(node.mine({ transactions: [before.hash] })).rejects.toThrow('no transaction')
})

test('the finalized block follows the latest, or is unknown', async () => {
  const node = await nodeOf({ script: { finalizedDistance: 3 } })
  const { number } = await node.mine()
  expect(await ask(node, 'eth_getBlockByNumber', 'finalized', false)).toMatchObject({
    number: `0x${(number - 3).toString(16)}`,
  })
  await node.set({ finalizedDistance: null })
  expect(await ask(node, 'eth_getBlockByNumber', 'finalized', false)).toMatchObject({ code: -39_001 })
})

test('the pending block holds the pool', async () => {
  const node = await nodeOf()
  const hashes = await node.add({ count: 3 })
  expect(await ask(node, 'eth_getBlockByNumber', 'pending', false)).toMatchObject({
    hash: null,
    transactions: hashes,
  })
})

test('heads are sent that are not announced, again, or are none', async () => {
  const node = await nodeOf()
  const socket = await connect(node)
  await socket.subscribe('newHeads')
  const block = await node.mine({ announced: false })
  await node.sendHead(block.hash)
  await node.sendHead({ number: 'ten' })
  await waitFor(() => socket.notified().length === 2, { what: 'two heads' })
  expect(socket.notified()).toMatchObject([{ hash: block.hash }, { number: 'ten' }])
})
