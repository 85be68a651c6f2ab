import type { Address, OppDetectedData, Simulation } from '@org/events'
import { expect, test } from 'vitest'
import { found } from '../../test/support/derive.ts'
import { buy } from '../../test/support/swaps.ts'
import { SENDER, UNKNOWN, USDC } from '../../test/support/transactions.ts'
import { loadRegistry } from '../registry/load-registry.ts'
import { createSearcher } from '../searcher.ts'
import { confirmOpportunity } from './confirm-opportunity.ts'

const opportunity = (amount: number): OppDetectedData => {
  const data = found(
    createSearcher({ registry: loadRegistry() }),
    buy(1, amount, { leastOut: 0n }),
    'Backrun',
  )
  if (data === undefined) throw new Error('nothing found')
  return data
}
const movement = (token: Address | null) => ({ token, from: SENDER, to: UNKNOWN, amount: 5n })
const success: Simulation = {
  outcome: 'success',
  blockNumber: 9,
  gasUsed: 150_000,
  movements: [movement(null), movement(USDC), movement(USDC), movement(USDC), movement(USDC)],
}
const reverted: Simulation = { outcome: 'reverted', blockNumber: 9, gasUsed: null, reason: 'K' }
const sum = (data: OppDetectedData): number => data.components.reduce((all, { points }) => all + points, 0)

test('success adds points, gas and movements, under the same id', () => {
  const before = opportunity(5)
  const after = confirmOpportunity(before, success)
  expect(after.opportunity_id).toBe(before.opportunity_id)
  expect(after.score).toBe(before.score + 10)
  expect(sum(after)).toBe(after.score)
  expect(after.components.slice(-3)).toMatchObject([
    { name: 'simulation', value: 9, points: 10 },
    { name: 'gas_used', value: 150_000, points: 0 },
    { name: 'token_movements', value: 5, reason: expect.stringMatching(/native coin.*and 1 more$/) },
  ])
  expect(after.reasons.at(-1)).toMatch(/block 9: it succeeds/)
})

test('a revert takes most of the score away and says why', () => {
  const before = opportunity(5)
  const after = confirmOpportunity(before, reverted)
  expect(after.score).toBe(before.score - Math.round(before.score * 0.8))
  expect(sum(after)).toBe(after.score)
  expect(after.reasons.at(-1)).toMatch(/reverts \(K\)/)
})

test('what no node can say changes no score', () => {
  const before = opportunity(5)
  const after = confirmOpportunity(before, { outcome: 'unknown', reason: 'no node' })
  expect(after.score).toBe(before.score)
  expect(sum(after)).toBe(after.score)
})

test('the score stays within 0–100, and the last simulation counts', () => {
  const before = opportunity(5)
  const many = { ...before, components: [{ name: 'x', value: 1, weight: 98, points: 98, reason: 'test' }] }
  expect(confirmOpportunity(many, success).score).toBe(100)
  expect(confirmOpportunity(confirmOpportunity(before, success), reverted)).toEqual(
    confirmOpportunity(before, reverted),
  )
})
