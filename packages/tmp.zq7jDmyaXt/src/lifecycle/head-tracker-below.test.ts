import { expect, test, vi } from 'vitest'
import { type BlockTree, chainOf, createBlockTree, headOf, type TreeBlock } from '../../test/block-tree.ts'
import { hashes, type TrackedChain, trackChain, windowOf } from '../../test/tracked-chain.ts'

/** Eleven blocks were followed, and those up to number 8 are final. */
async function followTen(
  tree: BlockTree,
): Promise<{ readonly watched: TrackedChain; readonly tip: TreeBlock }> {
  const tip = tree.growBy(10, tree.grow(null))
  const watched = trackChain(tree)
  for (const block of chainOf(tip)) watched.show(block)
  await watched.settled(tip)
  watched.tracker.onFinal({ number: 8, hash: null })
  await vi.waitFor(() => expect(watched.told.at(-1)).toBe('final 8'))
  return { watched, tip }
}

const leftOf = ({ told }: TrackedChain): readonly string[] => told.filter((word) => word.startsWith('-'))

test('a node that lags behind what is final shows old blocks: nothing leaves', async () => {
  const tree = createBlockTree()
  const { watched, tip } = await followTen(tree)
  for (const block of chainOf(tip).slice(3, 8)) watched.show(block)
  const next = tree.grow(tip)
  watched.show(next)
  await watched.settled(next)
  expect(leftOf(watched)).toEqual([])
  expect(windowOf(watched)).toEqual(hashes(chainOf(next).slice(8)))
  expect(watched.tracker.counters).toMatchObject({ reorgs: 0, notFollowed: 5 })
})

test('a node that lags behind the first block that was seen shows unknown old ones: nothing leaves', async () => {
  const tree = createBlockTree()
  const first = tree.growBy(5, tree.grow(null))
  const watched = trackChain(tree)
  const tip = tree.grow(first)
  watched.show(first)
  await watched.settled(first)
  watched.show(tip)
  await watched.settled(tip)
  for (const block of chainOf(first).slice(1)) watched.show(block)
  const next = tree.grow(tip)
  watched.show(next)
  await watched.settled(next)
  expect(watched.told).toEqual(['+5', '+6', '+7'])
  expect(watched.tracker.counters).toMatchObject({ reorgs: 0, notFollowed: 4 })
})

test('a chain that began again after much of it was final: younger blocks with small numbers are followed', async () => {
  const tree = createBlockTree()
  const { watched, tip } = await followTen(tree)
  const again = tree.grow(null, [], tip.timestamp + 5)
  watched.show(again)
  await watched.settled(again)
  expect(leftOf(watched)).toEqual(['-10 by 11', '-9 by 11'])
  expect(windowOf(watched)).toEqual([again.hash])
})

test('a chain that was wound back below what is final: a block on an old one is followed, whatever its time', async () => {
  const tree = createBlockTree()
  const { watched, tip } = await followTen(tree)
  const [, , old] = chainOf(tip)
  const branch = tree.grow(old ?? tip)
  watched.show(branch)
  await watched.settled(branch)
  expect(windowOf(watched)).toEqual([branch.hash])
  expect(watched.tracker.blocks[0]?.head).toEqual(headOf(branch))
})
