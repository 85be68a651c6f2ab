import { readFileSync } from 'node:fs'
import { loadRegistry } from '@org/searcher'
import { describe, expect, test } from 'vitest'
import { evaluate } from '../src/searcher/evaluate.ts'
import { parseLabelledSet } from '../src/searcher/labelled-set.ts'
import { makeWideSet } from '../src/searcher/wide/wide-set.ts'

const text = readFileSync(new URL('../sets/devnet-wide.jsonl', import.meta.url), 'utf8')
const set = parseLabelledSet('devnet-wide.jsonl', text)

describe('the wide set of executed devnet transactions', () => {
  test('has seven categories, nearly all of them proven by receipts', () => {
    const categories = new Set(set.rows.map(({ label }) => label.category).filter((name) => name !== null))
    expect([...categories].sort()).toEqual([
      'account_abstraction',
      'approval',
      'deploy',
      'liquidity',
      'nft',
      'swap',
      'transfer',
    ])
    const labelled = set.rows.filter(({ label }) => label.category !== null)
    expect(labelled.length / set.rows.length).toBeGreaterThan(0.95)
  })

  test('is understood with the registry of the devnet, and nearly as well by structure alone', () => {
    const known = evaluate(set, loadRegistry({ userEntries: set.registry }))
    expect(known.category.accuracy()).toBeGreaterThanOrEqual(0.97)
    expect(known.protocol.accuracy()).toBeGreaterThanOrEqual(0.97)
    expect(known.swaps.missed + known.swaps.invented + known.swaps.amount).toBeLessThanOrEqual(1)
    const alone = evaluate(set, loadRegistry())
    expect(alone.category.accuracy()).toBeGreaterThanOrEqual(0.9)
    expect(alone.category.result('swap').precision).toBe(1)
  })
})

test('the command that made the set makes it again, to the byte', async () => {
  const made = await makeWideSet('searcher-eval', 3)
  expect(made.split('\n').slice(1)).toEqual(text.split('\n').slice(1))
}, 240_000)
