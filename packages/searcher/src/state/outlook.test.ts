import type { Address, PoolState, PoolStates, Swap, Wei } from '@org/events'
import { expect, test } from 'vitest'
import { concentrated, constantProduct } from '../../test/support/pool-states.ts'
import { outlookOf } from './outlook.ts'

const A = `0x${'11'.repeat(20)}` as Address // 40 digits
const B = `0x${'22'.repeat(20)}` as Address // 40 digits
const C = `0x${'33'.repeat(20)}` as Address // 40 digits

const swap = (amountIn: string | null, amountOut: string, overrides: Partial<Swap> = {}): Swap => ({
  protocol: 'uniswap-v2',
  token_in: A,
  token_out: B,
  amount_in: amountIn as Wei | null, // test data
  amount_out: amountOut as Wei, // test data
  exact: 'in',
  path: [A, B],
  fees: [],
  recipient: A,
  deadline: null,
  ...overrides,
})

const POOL_AB = `uniswap-v2:${A}:${B}:`
const POOL_BC = `uniswap-v2:${B}:${C}:`
const statesOf = (pools: Readonly<Record<string, PoolState>>): PoolStates => ({
  latest: (_, pool) => pools[pool] ?? null,
  ofPair: () => [],
})
const states = statesOf({
  [POOL_AB]: constantProduct(5_000n, 10_000n),
  [POOL_BC]: constantProduct(10_000n, 5_000n, { blockNumber: 99 }),
})

test('the limit is compared with what the pool gives', () => {
  expect(outlookOf([swap('1000', '1496')], 'set', 1, states)).toMatchObject({
    kind: 'known',
    blockNumber: 100,
    complete: true,
    headroomBps: 998, // 1662 - 1496 of 1662
    movedBps: 3_052, // 8338/6000 against 10000/5000
  })
  expect(outlookOf([swap('1000', '0')], 'none', 1, states)).toMatchObject({ headroomBps: 10_000 })
  expect(outlookOf([swap('1000', '0')], 'set', 1, states)).toMatchObject({ headroomBps: null })
  expect(outlookOf([swap('1000', '1700')], 'set', 1, states)).toMatchObject({ headroomBps: -229 })
  expect(outlookOf([swap('600', '1000', { exact: 'out' })], 'set', 1, states)).toMatchObject({
    headroomBps: 700, // 600 - 558 of 600
  })
})

test('a route is quoted hop by hop, and every swap on the pools as the ones before leave them', () => {
  const route = swap('1000', '1', { path: [A, B, C], token_out: C })
  const outlook = outlookOf([route, swap('1000', '1')], 'set', 1, states)
  expect(outlook).toMatchObject({
    kind: 'known',
    blockNumber: 99,
    moves: [
      // 1662, then 1000 · 0.997 · 8338 / (6000 + 997) = 1188
      { pool: POOL_AB, before: { reserve0: 5_000n }, after: { reserve0: 7_000n, reserve1: 7_150n } },
      { pool: POOL_BC, after: { reserve0: 11_662n } },
    ],
  })
})

test('without state, amount or liquidity the outlook is unknown, with the reason', () => {
  expect(outlookOf([swap('1', '1', { protocol: 'other-v2' })], 'set', 1, states)).toEqual({
    kind: 'unknown',
    why: 'no_state',
  })
  expect(outlookOf([swap(null, '1')], 'set', 1, states)).toEqual({ kind: 'unknown', why: 'unknown_amount' })
  expect(outlookOf([swap('1', '10000', { exact: 'out' })], 'set', 1, states)).toEqual({
    kind: 'unknown',
    why: 'beyond_range',
  })
  expect(outlookOf([swap('1000', '1', { path: [A, B, A] })], 'set', 1, states)).toMatchObject({
    why: 'beyond_range',
  })
  expect(outlookOf([], 'unknown', 1, states)).toMatchObject({ kind: 'unknown' })
  expect(outlookOf([swap('1000', '1'), swap(null, '1')], 'set', 1, states)).toMatchObject({
    kind: 'known',
    complete: false,
  })
})

test('a concentrated pool is found by its fee', () => {
  const only = statesOf({ [`uniswap-v3:${A}:${B}:3000`]: concentrated() })
  const v3 = swap(String(10n ** 21n), '1', { protocol: 'uniswap-v3', fees: [3_000] })
  expect(outlookOf([v3], 'set', 1, only)).toMatchObject({ kind: 'known', movedBps: 20 })
  expect(outlookOf([{ ...v3, fees: [500] }], 'set', 1, only)).toMatchObject({ why: 'no_state' })
})

test('what aggregators sell and buy asks for the state of no pool', () => {
  const asked: string[] = []
  const states: PoolStates = {
    latest: (_chain, pool) => {
      asked.push(pool)
      return null
    },
    ofPair: () => [],
  }
  const swaps = [swap('1', '1', { protocol: '1inch' }), swap('1', '1', { protocol: 'curve' })]
  expect(outlookOf(swaps, 'set', 1, states)).toEqual({ kind: 'unknown', why: 'no_pool' })
  expect(asked).toEqual([])
})

test('a transaction of hundreds of swaps asks for a few pools only', () => {
  let asked = 0
  const states: PoolStates = {
    latest: () => {
      asked++
      return constantProduct(5_000n, 10_000n)
    },
    ofPair: () => [],
  }
  const path = Array.from({ length: 16 }, (_, index) => (index % 2 === 0 ? A : B))
  const swaps = Array.from({ length: 128 }, () => swap('1', '1', { path }))
  outlookOf(swaps, 'set', 1, states)
  expect(asked).toBeLessThanOrEqual(32)
})
