import { loadRegistry } from '@org/searcher'
import { describe, expect, test } from 'vitest'
import { evaluate } from '../src/searcher/evaluate.ts'
import { protocolsSet } from '../src/searcher/protocols/protocols-set.ts'

const set = protocolsSet()
const result = evaluate(set, loadRegistry())
const ofGroup = (name: string) => result.byGroup.get(name)

describe('the set of many protocols', () => {
  test('covers listed and unlisted contracts of many kinds', () => {
    expect(set.rows.length).toBeGreaterThan(90)
    expect(new Set(set.rows.map(({ label }) => label.category)).size).toBe(11)
    expect(ofGroup('listed contracts')?.total()).toBeGreaterThan(35)
    expect(ofGroup('the same at unknown addresses')?.total()).toBeGreaterThan(35)
    expect(new Set(set.rows.map(({ transaction }) => transaction.tx_hash)).size).toBe(set.rows.length)
  })

  test('listed contracts are understood and named', () => {
    expect(ofGroup('listed contracts')?.accuracy()).toBeGreaterThanOrEqual(0.95)
    expect(result.protocol.accuracy()).toBeGreaterThanOrEqual(0.95)
  })

  test('so is the same calldata where nobody knows the address', () => {
    expect(ofGroup('the same at unknown addresses')?.accuracy()).toBeGreaterThanOrEqual(0.95)
  })

  test('common functions and private routers are taken for nothing', () => {
    expect(ofGroup('common functions at unknown addresses')?.accuracy()).toBe(1)
    expect(ofGroup('what must not be taken for anything')?.accuracy()).toBe(1)
    expect(result.category.result('swap').precision).toBe(1)
  })

  test('tokens of swaps are those that the calldata says', () => {
    const { right, amount, limit, missed, invented } = result.swaps
    expect(right).toBeGreaterThanOrEqual(38)
    expect(amount + limit + missed + invented).toBeLessThanOrEqual(2)
  })
})
