import { expect, test, vi } from 'vitest'
import { blockOnTheWire, chainOf, createBlockTree, headOf } from '../../test/block-tree.ts'
import { clock, failure, hashes, trackChain, windowOf } from '../../test/tracked-chain.ts'

test('missed heads are filled in by number and shown in order, before the head that came', async () => {
  const tree = createBlockTree()
  const first = tree.grow(null)
  const tip = tree.growBy(30, first)
  const watched = trackChain(tree)
  watched.show(first)
  await watched.settled(first)
  watched.show(tip)
  await watched.settled(tip)
  expect(watched.blocksSeen.map(({ data }) => data.number)).toEqual(Array.from({ length: 31 }, (_, i) => i))
  expect(windowOf(watched)).toEqual(hashes(chainOf(tip)))
  expect(watched.tracker.counters).toMatchObject({ filledIn: 29, missed: 0 })
  expect(watched.nodes[0]?.asked.filter(({ method }) => method === 'eth_getBlockByNumber')).toHaveLength(29)
})

test('what lies further back than the bound is counted as missed', async () => {
  const tree = createBlockTree()
  const first = tree.grow(null)
  const tip = tree.growBy(100, first)
  const watched = trackChain(tree, { maxMissedBlocks: 10 })
  watched.show(first)
  await watched.settled(first)
  watched.show(tip)
  await watched.settled(tip)
  expect(windowOf(watched)).toEqual(hashes([first, ...chainOf(tip).slice(-11)]))
  expect(watched.tracker.counters).toMatchObject({ filledIn: 10, missed: 89, reorgs: 0 })
  const next = tree.grow(tip)
  watched.show(next)
  await watched.settled(next)
  expect(watched.tracker.counters).toMatchObject({ missed: 89, reorgs: 0 })
})

test('a reorganisation hidden in too many missed heads is found by asking for the window’s blocks', async () => {
  const tree = createBlockTree()
  const common = tree.growBy(3, tree.grow(null))
  const left = tree.growBy(2, common)
  const watched = trackChain(tree, { maxMissedBlocks: 10 })
  for (const block of chainOf(left)) watched.show(block)
  await watched.settled(left)
  const tip = tree.growBy(100, common)
  watched.show(tip)
  await watched.settled(tip)
  expect(windowOf(watched)).toEqual(hashes([...chainOf(common), ...chainOf(tip).slice(-11)]))
  expect(watched.tracker.counters).toMatchObject({ reorgs: 1, reorgedBlocks: 2, missed: 89 })
})

test('while the window’s blocks cannot be asked for, none of them is taken for gone', async () => {
  const tree = createBlockTree()
  const first = tree.growBy(3, tree.grow(null))
  const tip = tree.growBy(50, first)
  const watched = trackChain(tree, { maxMissedBlocks: 60 })
  for (const block of chainOf(first)) watched.show(block)
  await watched.settled(first)
  const [node] = watched.nodes
  // Neither these nor the blocks between can be read.
  if (node !== undefined) node.fault = (_method, params) => (params[1] === false ? failure() : undefined)
  watched.show(tip)
  await vi.waitFor(() => expect(watched.tracker.counters.unlinked).toBe(1))
  expect(windowOf(watched)).toEqual(hashes(chainOf(first)))
  expect(watched.told.some((each) => each.startsWith('-'))).toBe(false)
})

test.each([
  [0, 1],
  [2, 3],
  [0, 1, 2, 3],
])('blocks of the window that cannot be asked for prove no reorganisation: %s', async (...failing) => {
  const tree = createBlockTree()
  const first = tree.growBy(3, tree.grow(null))
  const tip = tree.growBy(50, failing.includes(3) ? first : (chainOf(first)[0] ?? first))
  const watched = trackChain(tree, { maxMissedBlocks: 10 })
  for (const block of chainOf(first)) watched.show(block)
  await watched.settled(first)
  const [node] = watched.nodes
  const numbers = failing.map((number) => `0x${number.toString(16)}`)
  if (node !== undefined) {
    node.fault = (_method, params) => (numbers.includes(String(params[0])) ? failure() : undefined)
  }
  // It is too far away to be linked, and goes on without a link; the blocks stay.
  watched.show(tip)
  await watched.settled(tip)
  expect(watched.told.some((each) => each.startsWith('-'))).toBe(false)
  expect(watched.tracker.counters).toMatchObject({ reorgs: 0, missed: tip.number - 4, unlinked: 1 })
})

test('a head whose number does not follow that of its parent is not linked', async () => {
  const tree = createBlockTree()
  const first = tree.growBy(3, tree.grow(null))
  const watched = trackChain(tree)
  for (const block of chainOf(first)) watched.show(block)
  await watched.settled(first)
  watched.tracker.onHead({ ...headOf(tree.grow(first)), number: 9 }, 0, clock.nowUs())
  await vi.waitFor(() => expect(watched.tracker.counters.unlinked).toBe(1))
  expect(windowOf(watched)).toEqual(hashes(chainOf(first)))
})

test('a head that takes long to be linked is shown meanwhile', async () => {
  const tree = createBlockTree()
  const first = tree.grow(null)
  const third = tree.growBy(2, first)
  const watched = trackChain(tree, { linkTimeoutMs: 5 })
  watched.show(first)
  await watched.settled(first)
  const { promise, resolve } = Promise.withResolvers<void>()
  const [node] = watched.nodes
  if (node !== undefined) node.latency = () => promise
  watched.show(third)
  await vi.waitFor(() => expect(watched.blocksSeen.map(({ data }) => data.number)).toEqual([0, 2]))
  resolve()
  await watched.settled(third)
  expect(watched.blocksSeen.map(({ data }) => data.number)).toEqual([0, 2, 1])
  expect(watched.told).toEqual(['+0', '+1', '+2'])
})

test('a block that is not the one asked for links nothing', async () => {
  const tree = createBlockTree()
  const first = tree.grow(null)
  const one = tree.growBy(2, first)
  const other = tree.growBy(3, first)
  const watched = trackChain(tree)
  for (const block of chainOf(one)) watched.show(block)
  await watched.settled(one)
  const [node] = watched.nodes
  if (node !== undefined) {
    node.fault = (method, params) =>
      method === 'eth_getBlockByHash' && params[1] === false ? blockOnTheWire(one) : undefined
  }
  watched.show(other)
  await vi.waitFor(() => expect(watched.tracker.counters.unlinked).toBe(1))
  expect(windowOf(watched)).toEqual(hashes(chainOf(one)))
})

test('a head that cannot be linked is shown, and linked with the next one', async () => {
  const tree = createBlockTree()
  const first = tree.grow(null)
  const third = tree.growBy(2, first)
  const watched = trackChain(tree)
  watched.show(first)
  await watched.settled(first)
  const [node] = watched.nodes
  if (node !== undefined) node.fault = () => failure()
  watched.show(third)
  await vi.waitFor(() => expect(watched.tracker.counters.unlinked).toBe(1))
  expect(watched.blocksSeen.map(({ data }) => data.number)).toEqual([0, 2])
  expect(windowOf(watched)).toEqual([first.hash])
  if (node !== undefined) node.fault = () => undefined
  const fourth = tree.grow(third)
  watched.show(fourth)
  await watched.settled(fourth)
  expect(windowOf(watched)).toEqual(hashes(chainOf(fourth)))
  expect(watched.told).toEqual(['+0', '+1', '+2', '+3'])
})

test('a head beyond what would be filled in is followed without a link when the node gives none', async () => {
  const tree = createBlockTree()
  const first = tree.grow(null)
  const tip = tree.growBy(20, first)
  const watched = trackChain(tree, { maxMissedBlocks: 10 })
  watched.show(first)
  await watched.settled(first)
  const [node] = watched.nodes
  if (node !== undefined) node.fault = (_method, params) => (params[0] === tip.hash ? undefined : null)
  watched.show(tip)
  await watched.settled(tip)
  expect(windowOf(watched)).toEqual([first.hash, tip.hash])
  expect(watched.tracker.counters).toMatchObject({ missed: 19, reorgs: 0 })
})
