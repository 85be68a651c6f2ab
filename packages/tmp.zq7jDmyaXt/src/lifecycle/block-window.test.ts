import { expect, test } from 'vitest'
import { chainOf, createBlockTree, headOf } from '../../test/block-tree.ts'
import { type BlockWindow, createBlockWindow, createFollowedBlock } from './block-window.ts'

function windowOf(blocks: number, capacity = 100): BlockWindow {
  const tree = createBlockTree()
  const window = createBlockWindow(capacity)
  for (const block of chainOf(tree.growBy(blocks - 1, tree.grow(null)))) {
    window.push(createFollowedBlock(headOf(block), 0, 0))
  }
  return window
}
const numbers = (window: BlockWindow): number[] => window.blocks.map(({ head }) => head.number)

test('blocks are found by hash until they leave', () => {
  const window = windowOf(3)
  const { tip } = window
  expect(tip?.head.number).toBe(2)
  expect(tip !== null && window.get(tip.head.hash)).toBe(tip)
  expect(window.pop()).toBe(tip)
  expect(tip !== null && window.get(tip.head.hash)).toBeNull()
  expect(numbers(window)).toEqual([0, 1])
})

test('when full the oldest leaves', () => {
  const window = windowOf(10, 4)
  expect(numbers(window)).toEqual([6, 7, 8, 9])
})

test('the newest final block stays, and so does the tip whatever is final', () => {
  const window = windowOf(6)
  expect(window.final).toBe(-1)
  expect(window.settle(2).map(({ head }) => head.number)).toEqual([0, 1])
  expect(numbers(window)).toEqual([2, 3, 4, 5])
  expect(window.settle(99)).toHaveLength(3)
  expect(numbers(window)).toEqual([5])
  expect(window.final).toBe(99)
})

test('of a window that was emptied nothing is final', () => {
  const window = windowOf(2)
  window.settle(1)
  window.pop()
  expect(window.final).toBe(-1)
  expect(window.pop()).toBeNull()
  expect(window.tip).toBeNull()
})
