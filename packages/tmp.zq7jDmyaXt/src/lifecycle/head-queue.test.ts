import { expect, test } from 'vitest'
import { createBlockTree, headOf } from '../../test/block-tree.ts'
import { type AnnouncedHead, createHeadQueue } from './head-queue.ts'

const tree = createBlockTree()
tree.growBy(9, tree.grow(null))
const heads: readonly AnnouncedHead[] = tree.blocks.map((block) => ({
  head: headOf(block),
  source: 0,
  arrivalUs: 1,
}))
const [head] = heads
const { signal } = new AbortController()

test('first in, first out; when full the oldest gives way and is counted', () => {
  const queue = createHeadQueue(4)
  for (const each of heads) queue.push(each)
  expect(queue.size).toBe(4)
  expect(queue.overflowed).toBe(6)
  expect(queue.peek()).toBe(heads[6])
  expect([queue.shift(), queue.shift(), queue.shift(), queue.shift(), queue.shift()]).toEqual([
    ...heads.slice(6),
    null,
  ])
})

test('a wait ends with a head, also one that came before it', async () => {
  const queue = createHeadQueue(4)
  const waiting = queue.wait(signal)
  if (head !== undefined) queue.push(head)
  await waiting
  if (head !== undefined) queue.push(head)
  await queue.wait(signal)
  expect(queue.size).toBe(2)
})

test('a wait ends when it is woken, when its time is over, or when the signal aborts', async () => {
  const queue = createHeadQueue(4)
  await queue.wait(signal, 1)
  queue.wake()
  await queue.wait(signal)
  const aborter = new AbortController()
  const waiting = queue.wait(aborter.signal)
  aborter.abort()
  await waiting
  await queue.wait(aborter.signal)
})
