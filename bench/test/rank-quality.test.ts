import { describe, expect, test } from 'vitest'
import { ndcg, precisionAt } from '../src/searcher/rank-quality.ts'

const items = [
  { id: 'a', score: 90, truth: 1 },
  { id: 'b', score: 80, truth: 3 },
  { id: 'c', score: 70, truth: 0 },
  { id: 'd', score: 60, truth: 2 },
]

describe('rank quality', () => {
  test('the best order has a gain of 1, another less, by the discount of its places', () => {
    expect(
      ndcg(
        [...items].map((item) => ({ ...item, score: item.truth })),
        4,
      ),
    ).toBe(1)
    const log = Math.log2
    const given = 1 + 3 / log(3) + 0 + 2 / log(5)
    const best = 3 + 2 / log(3) + 1 / log(4)
    expect(ndcg(items, 4)).toBeCloseTo(given / best, 12)
    expect(ndcg(items, 1)).toBeCloseTo(1 / 3, 12)
  })

  test('precision at k counts those that belong there', () => {
    expect(precisionAt(items, 2)).toBe(0.5)
    expect(precisionAt(items, 4)).toBe(1)
    expect(precisionAt(items, 100)).toBe(1)
  })

  test('says nothing about nothing', () => {
    expect(ndcg([], 10)).toBeNull()
    expect(ndcg([{ id: 'a', score: 1, truth: 0 }], 10)).toBeNull()
    expect(precisionAt([], 10)).toBeNull()
  })

  test('equal scores are ordered by id, in whatever order they come', () => {
    const tied = items.map((item) => ({ ...item, score: 1 }))
    expect(ndcg(tied, 2)).toBe(ndcg([...tied].reverse(), 2))
  })
})
