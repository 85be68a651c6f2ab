import { expect, test } from 'vitest'
import { createBlockTree, headOf } from '../../test/block-tree.ts'
import { createShownHeads } from './shown-heads.ts'

const tree = createBlockTree()
const [first, second, third] = [tree.grow(null), tree.grow(null), tree.grow(null)].map(headOf)

test('the first showing is kept, and the oldest head is forgotten', () => {
  if (first === undefined || second === undefined || third === undefined) throw new Error('three heads')
  const shown = createShownHeads(2)
  expect(shown.note(first, 1, 100)).toEqual({ head: first, source: 1, arrivalUs: 100, told: false })
  expect(shown.note(first, 2, 200)).toMatchObject({ source: 1, arrivalUs: 100 })
  shown.note(second, 0, 300)
  shown.note(third, 0, 400)
  expect(shown.get(first.hash)).toBeNull()
  expect(shown.get(second.hash)?.arrivalUs).toBe(300)
  expect(shown.size).toBe(2)
})
