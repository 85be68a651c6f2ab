import { readFileSync } from 'node:fs'
import { loadRegistry } from '@org/searcher'
import { describe, expect, test } from 'vitest'
import { makeDevnetSet } from '../src/searcher/devnet-set.ts'
import { evaluate } from '../src/searcher/evaluate.ts'
import { parseLabelledSet } from '../src/searcher/labelled-set.ts'
import { ndcg } from '../src/searcher/rank-quality.ts'

const text = readFileSync(new URL('../sets/devnet.jsonl', import.meta.url), 'utf8')
const set = parseLabelledSet('devnet.jsonl', text)

describe('the set of executed devnet transactions', () => {
  test('has some hundred transactions of each kind, nearly all of them labelled', () => {
    expect(set.rows.length).toBeGreaterThanOrEqual(300)
    expect(set.rows.filter(({ label }) => label.category !== null).length / set.rows.length).toBeGreaterThan(
      0.95,
    )
    expect(new Set(set.rows.map(({ group }) => group)).size).toBe(9)
    expect(set.rows.filter(({ label }) => label.swaps !== null).length).toBeGreaterThan(150)
  })

  test('is understood with the registry of the devnet', () => {
    const result = evaluate(set, loadRegistry({ userEntries: set.registry }))
    expect(result.category.accuracy()).toBeGreaterThanOrEqual(0.99)
    expect(result.protocol.accuracy()).toBeGreaterThanOrEqual(0.99)
    expect(result.venue.accuracy()).toBeGreaterThanOrEqual(0.99)
    const { right, amount, limit, missed, invented } = result.swaps
    expect(right / (right + amount + limit + missed + invented)).toBeGreaterThanOrEqual(0.99)
  })

  test('is understood nearly as well by structure alone, without a registry', () => {
    const result = evaluate(set, loadRegistry())
    expect(result.category.accuracy()).toBeGreaterThanOrEqual(0.98)
    expect(result.swaps.missed + result.swaps.invented).toBeLessThanOrEqual(2)
  })

  test('is ranked by value much better than by chance', () => {
    const { rankings } = evaluate(set, loadRegistry({ userEntries: set.registry }))
    for (const [name, least] of [
      ['mev_score', 0.65],
      ['SandwichExposure', 0.7],
      ['Backrun', 0.8],
    ] as const) {
      const items = rankings.get(name) ?? []
      expect(items.length, name).toBeGreaterThan(50)
      expect(ndcg(items, 50), name).toBeGreaterThan(least)
      const worst = items.map((item) => ({ ...item, score: -item.score }))
      expect(ndcg(items, 50) ?? 0, name).toBeGreaterThan((ndcg(worst, 50) ?? 1) + 0.2)
    }
  })
})

test('the command that made the set makes the same beginning again', async () => {
  const made = await makeDevnetSet('searcher-eval', 40)
  const lines = (value: string): readonly string[] => value.split('\n').slice(1, 41)
  expect(lines(made)).toEqual(lines(text))
}, 120_000)
