import { createSystemClock } from '@org/events'
import { expect, test, vi } from 'vitest'
import { createBlockTree } from '../../test/block-tree.ts'
import { trackChain } from '../../test/tracked-chain.ts'

test('with four blocks a second a node may be seconds late with its bodies: none is given up', async () => {
  const tree = createBlockTree()
  const system = createSystemClock()
  let aheadMs = 0
  const clock = { nowUs: system.nowUs, monotonicMs: () => system.monotonicMs() + aheadMs }
  const watched = trackChain(tree, { clock, unreadMs: 15_000 })
  const [node] = watched.nodes
  if (node === undefined) throw new Error('no node')
  let tip = tree.grow(null)
  // A load balancer: the body of a block is there three seconds after its head.
  node.fault = (method, [hash, whole]) => {
    if (method !== 'eth_getBlockByHash' || whole !== true) return undefined
    const block = tree.blocks.find((each) => each.hash === hash)
    return block !== undefined && block.number > tip.number - 12 ? null : undefined
  }
  for (let i = 0; i < 40; i++) {
    watched.show(tip)
    await vi.waitFor(() => expect(watched.tips.length).toBeGreaterThan(i), { interval: 1 })
    aheadMs += 250
    tip = tree.grow(tip)
  }
  expect(watched.tracker.counters.unread).toBe(0)
  expect(watched.told.length).toBeGreaterThanOrEqual(20)
})
