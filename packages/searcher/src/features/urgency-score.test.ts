import { expect, test } from 'vitest'
import { body } from '../../test/support/transactions.ts'
import { NEUTRAL_URGENCY, urgencyScore } from './urgency-score.ts'

const GWEI = 1e9
const fees = (cap: number, tip: number) =>
  body({ max_fee_per_gas_wei: String(cap * GWEI), max_priority_fee_per_gas_wei: String(tip * GWEI) })
const legacy = (price: number) =>
  body({
    max_fee_per_gas_wei: null,
    max_priority_fee_per_gas_wei: null,
    gas_price_wei: String(price * GWEI),
  })

test('is neutral without a base fee to compare with', () => {
  expect(urgencyScore(fees(100, 50), null)).toBe(NEUTRAL_URGENCY)
  expect(urgencyScore(fees(100, 50), 0)).toBe(NEUTRAL_URGENCY)
  expect(urgencyScore(body({ max_fee_per_gas_wei: null }), 10 * GWEI)).toBe(NEUTRAL_URGENCY)
})

test('is low while the cap is below the base fee, in proportion', () => {
  expect(urgencyScore(fees(5, 5), 10 * GWEI)).toBe(19)
  expect(urgencyScore(fees(9, 9), 10 * GWEI)).toBe(35)
})

test('follows the documented formula above it', () => {
  // No tip, no headroom.
  expect(urgencyScore(fees(10, 0), 10 * GWEI)).toBe(40)
  // Headroom of one base fee and no tip: 40 + 15.
  expect(urgencyScore(fees(20, 0), 10 * GWEI)).toBe(55)
  // A quarter of the base fee as tip: 40 + 45 × √0.25 + 15.
  expect(urgencyScore(fees(30, 2.5), 10 * GWEI)).toBe(78)
  expect(urgencyScore(fees(30, 20), 10 * GWEI)).toBe(100)
})

test('counts only the tip that the cap leaves', () => {
  expect(urgencyScore(fees(11, 10), 10 * GWEI)).toBe(urgencyScore(fees(11, 1), 10 * GWEI))
})

test('takes all that the base fee leaves of a legacy price as tip', () => {
  expect(urgencyScore(legacy(12.5), 10 * GWEI)).toBe(urgencyScore(fees(12.5, 2.5), 10 * GWEI))
})

test('depends on proportions, not on absolute fees', () => {
  expect(urgencyScore(fees(30, 1), 10 * GWEI)).toBe(urgencyScore(fees(0.3, 0.01), 0.1 * GWEI))
})
