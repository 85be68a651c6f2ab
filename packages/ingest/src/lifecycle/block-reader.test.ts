import { describe, expect, test, vi } from 'vitest'
import { chainOf, createBlockTree, hashOf } from '../../test/block-tree.ts'
import { failure, hashes, trackChain, windowOf } from '../../test/tracked-chain.ts'
import { RpcFailure } from '../rpc/rpc-failure.ts'

describe('bodies', () => {
  test('a body that cannot be read does not hold up the head: it is shown without a count, then tried again', async () => {
    const tree = createBlockTree()
    const first = tree.grow(null, [hashOf(1)])
    const watched = trackChain(tree)
    let failures = 2
    const [node] = watched.nodes
    if (node !== undefined) {
      node.fault = () => {
        if (failures === 0) return undefined
        failures--
        if (failures === 0) expect(watched.blocksSeen).toHaveLength(1)
        return failure()
      }
    }
    watched.show(first)
    await watched.settled(first)
    expect(watched.blocksSeen).toMatchObject([{ data: { number: 0, tx_count: null, base_fee_wei: '7' } }])
    expect(watched.told).toEqual(['+0'])
    // After two failures with hashes only: it might have been too large.
    expect(node?.asked.map(({ params }) => params[1])).toEqual([true, true, false])
    expect(watched.mined[0]?.transactions).toMatchObject([{ hash: hashOf(1), sender: null, nonce: null }])
  })

  test('a second announcement of the head does not end the attempts', async () => {
    const tree = createBlockTree()
    const first = tree.grow(null)
    const watched = trackChain(tree, { sources: 2 })
    let failures = 2
    for (const node of watched.nodes) {
      node.fault = () => {
        if (failures-- <= 0) return undefined
        watched.show(first, 1)
        return failure()
      }
    }
    watched.show(first)
    await watched.settled(first)
    expect(watched.told).toEqual(['+0'])
  })

  test('a block that is too large is asked for with hashes only at once', async () => {
    const tree = createBlockTree()
    const first = tree.grow(null, [hashOf(1)])
    const watched = trackChain(tree)
    const [node] = watched.nodes
    if (node !== undefined) {
      node.fault = (_method, params) =>
        params[1] === true ? new RpcFailure('too_large', 'HTTP status 413') : undefined
    }
    watched.show(first)
    await watched.settled(first)
    expect(node?.asked.map(({ params }) => params[1])).toEqual([true, false])
    expect(watched.told).toEqual(['+0'])
  })

  test('a node that hangs does not hold up the head', async () => {
    const tree = createBlockTree()
    const first = tree.grow(null)
    const watched = trackChain(tree, { timeoutMs: 5, retryBaseMs: 1000 })
    const { promise, resolve } = Promise.withResolvers<void>()
    const [node] = watched.nodes
    if (node !== undefined) node.latency = () => promise
    watched.show(first)
    await vi.waitFor(() => expect(watched.blocksSeen).toMatchObject([{ data: { tx_count: null } }]))
    resolve()
    await watched.settled(first)
    expect(watched.told).toEqual(['+0'])
    expect(watched.blocksSeen).toHaveLength(1)
  })

  test('an unread block is tried again with the following heads, and then given up', async () => {
    const tree = createBlockTree()
    const tip = tree.growBy(6, tree.grow(null))
    const [, one, two] = tree.blocks
    const watched = trackChain(tree)
    let mended = false
    const [node] = watched.nodes
    if (node !== undefined) {
      node.fault = (_method, params) =>
        params[0] === one?.hash || (params[0] === two?.hash && !mended) ? failure() : undefined
    }
    for (const block of chainOf(tip)) {
      watched.show(block)
      await watched.settled(block)
      mended = block === two
    }
    expect(watched.told).toEqual(['+0', '+2', '+3', 'missed', '+4', '+5', '+6'])
    expect(watched.tracker.counters.unread).toBe(1)
    expect(windowOf(watched)).toEqual(hashes(chainOf(tip)))
  })

  test.each([
    ['malformed', () => ({ hash: 1 })],
    ['another block', () => ({ ...headOnTheWire(), transactions: [] })],
    ['null', () => null],
  ])('an unusable answer is a failed read: %s', async (_name, answer) => {
    const tree = createBlockTree()
    const first = tree.grow(null)
    const watched = trackChain(tree)
    const [node] = watched.nodes
    let faults = 2
    if (node !== undefined) node.fault = () => (faults-- > 0 ? answer() : undefined)
    watched.show(first)
    await watched.settled(first)
    expect(watched.told).toEqual(['+0'])
    expect(node?.asked).toHaveLength(3)
  })

  test('receipts are read when somebody is interested in a transaction', async () => {
    const tree = createBlockTree()
    const first = tree.grow(null, [hashOf(1), hashOf(2)])
    const second = tree.grow(first, [hashOf(3)])
    const watched = trackChain(tree, { tracked: [hashOf(2)] })
    watched.show(first)
    watched.show(second)
    await watched.settled(second)
    expect(watched.mined.map((block) => block.transactions.map(({ status }) => status))).toEqual([
      ['success', 'success'],
      ['unknown'],
    ])
    const asked = watched.nodes[0]?.asked.filter(({ method }) => method === 'eth_getBlockReceipts')
    expect(asked?.map(({ params }) => params)).toEqual([[first.hash]])
  })

  test('a node that lags behind with its receipts is asked for those of every block', async () => {
    const tree = createBlockTree()
    let tip = tree.grow(null, [hashOf(1)])
    const tracked = [1, 2, 3, 4, 5].map(hashOf)
    const watched = trackChain(tree, { tracked })
    const [node] = watched.nodes
    let nulls = 4
    if (node !== undefined) {
      node.fault = (method) => (method === 'eth_getBlockReceipts' && nulls-- > 0 ? null : undefined)
    }
    for (const hash of tracked.slice(1)) {
      watched.show(tip)
      await watched.settled(tip)
      tip = tree.grow(tip, [hash])
    }
    watched.show(tip)
    await watched.settled(tip)
    const statuses = watched.mined.flatMap((block) => block.transactions.map(({ status }) => status))
    expect(statuses).toEqual(['unknown', 'unknown', 'unknown', 'unknown', 'success'])
  })

  test('a node without receipts is not asked again for a while', async () => {
    const tree = createBlockTree()
    const first = tree.grow(null, [hashOf(1)])
    const second = tree.grow(first, [hashOf(2)])
    const watched = trackChain(tree, { tracked: [hashOf(1), hashOf(2)] })
    const [node] = watched.nodes
    if (node !== undefined) {
      node.fault = (method) =>
        method === 'eth_getBlockReceipts' ? new RpcFailure('unsupported', 'method not found') : undefined
    }
    for (const block of [first, second]) {
      watched.show(block)
      await watched.settled(block)
    }
    expect(watched.mined.flatMap((block) => block.transactions.map(({ status }) => status))).toEqual([
      'unknown',
      'unknown',
    ])
    expect(node?.asked.filter(({ method }) => method === 'eth_getBlockReceipts')).toHaveLength(1)
  })
})

function headOnTheWire() {
  return { number: '0x9', hash: hashOf(9), parentHash: hashOf(8), timestamp: '0x1', baseFeePerGas: '0x1' }
}
