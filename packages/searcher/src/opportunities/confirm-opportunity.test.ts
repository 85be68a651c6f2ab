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
  expect(after.simulation).toMatchObject({
    outcome: 'success',
    block_number: 9,
    gas_used: 150_000,
    reason: null,
    token_movements: [{ token: null, from: SENDER, to: UNKNOWN, amount: '5' }, {}, {}, {}, {}],
  })
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

test('components and reasons of the strategy stay, whatever their names', () => {
  const before = opportunity(5)
  const part = (name: string) => ({ name, value: 1, weight: 5, points: 5, reason: 'mine' })
  const own = {
    ...before,
    score: 15,
    components: [part('gas_used'), part('simulation'), part('token_movements')],
    reasons: ['simulated by the strategy itself', 'simulated on block 1: it succeeds'],
  }
  for (const simulation of [success, reverted, { outcome: 'unknown', reason: 'x' } as const]) {
    const once = confirmOpportunity(own, simulation)
    expect(once.components.slice(0, 3)).toEqual(own.components)
    expect(once.reasons.slice(0, 2)).toEqual(own.reasons)
    expect(sum(once)).toBe(once.score)
    expect(confirmOpportunity(once, reverted)).toEqual(confirmOpportunity(own, reverted))
  }
})

test('the score stays within 0–100, and the last simulation counts', () => {
  const before = opportunity(5)
  const many = { ...before, components: [{ name: 'x', value: 1, weight: 98, points: 98, reason: 'test' }] }
  expect(confirmOpportunity(many, success).score).toBe(100)
  expect(confirmOpportunity(confirmOpportunity(before, success), reverted)).toEqual(
    confirmOpportunity(before, reverted),
  )
})
