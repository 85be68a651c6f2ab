import type { BatchRefusal, RateLimit } from '@org/scripted-node'
import { beforeEach, describe, expect, test } from 'vitest'
import { announceOne, BY_HASH, batchesOf, settled, startNode, watchNode } from './watched-node.ts'

let node: Awaited<ReturnType<typeof startNode>>

beforeEach(async () => {
  node = await startNode()
})

describe('the limit of an endpoint', () => {
  test.each<BatchRefusal>(['geth-array-one', 'object-null-id', 'items', 'http-413', 'http-400-text'])(
    'on its batches is learned from %s, and nothing is lost by it',
    async (refusal) => {
      await node.set({ batchLimit: { items: 10, refusal } })
      const watched = await watchNode(node, { rpcBatchSize: 64, maxInFlight: 1 })
      await node.announce({ count: 64 })
      expect(await settled(watched, 64)).toMatchObject({ fetched: 64, dropped: {} })
      const learning = (await batchesOf(node)).length
      await node.announce({ count: 64 })
      expect(await settled(watched, 128)).toMatchObject({ fetched: 128, dropped: {} })
      // What was learned stands: no batch is refused again.
      const later = (await batchesOf(node)).slice(learning)
      expect(Math.max(...later)).toBeLessThanOrEqual(10)
    },
  )

  test('on its answers is learned from the items it left out', async () => {
    await node.set({ answers: [{ kind: 'response-too-large', fromItem: 8, methods: [BY_HASH] }] })
    const watched = await watchNode(node, { rpcBatchSize: 64, maxInFlight: 1 })
    await node.announce({ count: 64 })
    expect(await settled(watched, 64)).toMatchObject({ fetched: 64, dropped: {} })
    expect((await batchesOf(node)).at(-1)).toBeLessThanOrEqual(8)
  })

  test.each<[string, RateLimit['refusal']]>([
    ['HTTP 429', { kind: 'http-429' }],
    ['an error object', { kind: 'object', code: -32_005 }],
    ['errors of items', { kind: 'items', code: -32_005 }],
  ])(
    'on its rate is obeyed when told by %s, and nothing is lost by it',
    async (_name, refusal) => {
      const watched = await watchNode(node, { rpcBatchSize: 4, retryAttempts: 0 })
      await node.set({ rateLimit: { perSecond: 40, burst: 5, unit: 'request', refusal } })
      await node.announce({ count: 80 })
      expect(await settled(watched, 80)).toMatchObject({ fetched: 80, dropped: {} })
      // The rates that are tried have pauses of their own: 3 to 4 seconds where nothing else runs.
    },
    30_000,
  )

  test('of time is obeyed: nothing is asked before Retry-After is over', async () => {
    const watched = await watchNode(node)
    await node.set({
      http: [
        {
          kind: 'status',
          status: 429,
          retryAfter: { form: 'seconds', seconds: 1 },
          methods: [BY_HASH],
          first: 1,
        },
      ],
    })
    const sinceMs = performance.now()
    await announceOne(node)
    expect(await settled(watched, 1)).toMatchObject({ fetched: 1 })
    expect(performance.now() - sinceMs).toBeGreaterThan(950)
    expect(await batchesOf(node)).toEqual([1, 1])
  })
})
