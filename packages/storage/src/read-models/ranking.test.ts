import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRanking, type Ranked } from './ranking.ts'

interface Item extends Ranked<Item> {
  readonly id: number
}

const itemOf = (id: number, score: number): Item => ({ id, score, newer: null, older: null })

test('stays in order of score and age while items come and go', () => {
  const steps = fc.array(
    fc.record({ score: fc.integer({ min: 0, max: 100 }), remove: fc.boolean(), which: fc.nat() }),
    { maxLength: 300, size: 'max' },
  )
  fc.assert(
    fc.property(steps, fc.integer({ min: 0, max: 100 }), (taken, minScore) => {
      const ranking = createRanking<Item>()
      const held: Item[] = []
      for (const [id, { score, remove, which }] of taken.entries()) {
        if (remove && held.length > 0) {
          for (const item of held.splice(which % held.length, 1)) ranking.remove(item)
        } else {
          const item = itemOf(id, score)
          held.push(item)
          ranking.add(item)
        }
      }
      const expected = held
        .filter((item) => item.score >= minScore)
        .sort((left, right) => right.score - left.score || right.id - left.id)
      expect([...ranking.from(minScore)].map((item) => item.id)).toEqual(expected.map((item) => item.id))
    }),
  )
})

test('an item that left holds on to no other', () => {
  const ranking = createRanking<Item>()
  const items = [itemOf(1, 7), itemOf(2, 7), itemOf(3, 7)]
  for (const item of items) ranking.add(item)
  for (const item of items) ranking.remove(item)
  expect(items.map(({ newer, older }) => [newer, older])).toEqual([
    [null, null],
    [null, null],
    [null, null],
  ])
  expect([...ranking.from(0)]).toEqual([])
})

test('a score that is out of bounds or broken has a place all the same', () => {
  const ranking = createRanking<Item>()
  for (const [id, score] of [
    [1, -5],
    [2, 250],
    [3, 40.5],
  ] as const) {
    ranking.add(itemOf(id, score))
  }
  expect([...ranking.from(-10)].map((item) => item.id)).toEqual([2, 3, 1])
  expect([...ranking.from(40.5)].map((item) => item.id)).toEqual([2, 3])
  expect([...ranking.from(40.6)].map((item) => item.id)).toEqual([2])
})
