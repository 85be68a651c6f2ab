import { beforeEach, describe, expect, test } from 'vitest'
import { announceOne, BY_HASH, batchesOf, settled, startNode, watchNode } from './watched-node.ts'

let node: Awaited<ReturnType<typeof startNode>>

beforeEach(async () => {
  node = await startNode()
})

describe('a subscription of whole transactions', () => {
  test('gives bodies without a question', async () => {
    const watched = await watchNode(node, { fullTransactions: true })
    const hashes = await node.announce({ count: 20 })
    expect(await settled(watched, 20)).toMatchObject({ fetched: 20 })
    expect(watched.events.of('TxDecoded').map((event) => event.tx_hash)).toEqual(hashes)
    expect(await node.counts()).toMatchObject({ subscriptions: { full: 1, hashes: 0 }, frames: { full: 20 } })
    expect(await batchesOf(node)).toEqual([])
  })

  test('that is refused becomes one of hashes on the same socket', async () => {
    await node.set({ subscribe: [{ kind: 'error', code: -32_602, message: 'no', of: 'full' }] })
    const watched = await watchNode(node, { fullTransactions: true })
    await node.announce({ count: 3 })
    expect(await settled(watched, 3)).toMatchObject({ fetched: 3 })
    expect(await node.counts()).toMatchObject({
      connections: { ever: 1 },
      subscriptions: { full: 0, hashes: 1, heads: 1 },
    })
  })

  test('that is given hashes all the same has them fetched', async () => {
    await node.set({ subscribe: [{ kind: 'hashes-instead' }] })
    const watched = await watchNode(node, { fullTransactions: true })
    await node.announce({ count: 3 })
    expect(await settled(watched, 3)).toMatchObject({ fetched: 3, rejected: {} })
    expect((await node.counts()).questions[BY_HASH]).toBe(3)
  })

  test('is not believed where a body does not hash to its hash: the node is asked for it', async () => {
    const watched = await watchNode(node, { fullTransactions: true })
    const body = await node.bodyOf(await announceOne(node))
    const [hash] = await node.add({ count: 1 })
    if (hash === undefined) throw new Error('no transaction')
    const unknown = `0x${'5e'.repeat(32)}` as typeof hash
    await node.announceBody({ ...body, hash })
    await node.announceBody({ ...body, hash: unknown })
    expect(await settled(watched, 3)).toMatchObject({ fetched: 2, rejected: { hash_mismatch: 1 } })
    expect(watched.events.of('TxRejected')).toMatchObject([{ tx_hash: unknown }])
    const decoded = watched.events.of('TxDecoded').find((event) => event.tx_hash === hash)
    expect(decoded?.data.sender).toBe((await node.bodyOf(hash))?.from)
    expect(await node.reports([hash, unknown])).toMatchObject([{ bodies: 1 }, { bodies: 0 }])
  })
})
