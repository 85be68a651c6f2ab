import { readFileSync } from 'node:fs'
import { createProtocolRegistry, loadRegistry } from '@org/searcher'
import { describe, expect, test } from 'vitest'
import { evaluate } from '../src/searcher/evaluate.ts'
import { parseLabelledSet } from '../src/searcher/labelled-set.ts'

const text = readFileSync(new URL('../sets/recorded.jsonl', import.meta.url), 'utf8')
const set = parseLabelledSet('recorded.jsonl', text)

describe('the set of recorded transactions', () => {
  test('names the source of each, and holds each once', () => {
    const rows = text.trim().split('\n').slice(1)
    expect(rows.filter((row) => !/"source":"(https:|npm package )/.test(row))).toEqual([])
    expect(new Set(set.rows.map(({ transaction }) => transaction.tx_hash)).size).toBe(set.rows.length)
    expect(set.rows.length).toBeGreaterThan(30)
  })

  test('is understood with the built-in registry, with room for harder ones to come', () => {
    const { category, protocol, swaps } = evaluate(set, loadRegistry())
    expect(category.accuracy()).toBeGreaterThanOrEqual(0.9)
    expect(protocol.accuracy()).toBeGreaterThanOrEqual(0.9)
    for (const name of ['swap', 'lending', 'nft']) {
      expect(category.result(name).precision, name).toBeGreaterThanOrEqual(0.9)
      expect(category.result(name).recall, name).toBeGreaterThanOrEqual(0.9)
    }
    expect(swaps.right).toBeGreaterThanOrEqual(6)
    expect(swaps.amount + swaps.invented).toBeLessThanOrEqual(1)
  })

  test('takes nothing for a swap that is none where no contract is known', () => {
    const { category } = evaluate(set, createProtocolRegistry([]))
    expect(category.result('swap').precision).toBe(1)
    expect(category.result('swap').recall).toBeGreaterThanOrEqual(0.9)
    expect(category.accuracy()).toBeGreaterThanOrEqual(0.85)
  })
})
