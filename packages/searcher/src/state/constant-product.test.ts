import fc from 'fast-check'
import { expect, test } from 'vitest'
import { constantProduct } from '../../test/support/pool-states.ts'
import { swapExactIn, swapExactOut } from './constant-product.ts'

const reserves = fc.bigInt({ min: 1n, max: 2n ** 111n })
const amounts = fc.bigInt({ min: 1n, max: 2n ** 110n })

test('amounts are rounded as the library does', () => {
  // getAmountOut(1000, 5000, 10000) and getAmountIn(1000, 5000, 10000), by hand.
  const pool = constantProduct(5_000n, 10_000n)
  expect(swapExactIn(pool, 1_000n, true)?.amountOut).toBe(1_662n)
  expect(swapExactOut(pool, 1_000n, true)?.amountIn).toBe(558n)
  expect(swapExactIn(pool, 1_000n, true)?.after).toMatchObject({ reserve0: 6_000n, reserve1: 8_338n })
  expect(swapExactIn(pool, 1_000n, false)?.after).toMatchObject({ reserve0: 4_547n, reserve1: 11_000n })
})

test('what a pool cannot give is not quoted', () => {
  const pool = constantProduct(5_000n, 10_000n)
  expect(swapExactOut(pool, 10_000n, true)).toBeNull()
  expect(swapExactIn(pool, 0n, true)).toBeNull()
  expect(swapExactIn(pool, 2n ** 112n, true)).toBeNull()
  expect(swapExactIn(constantProduct(0n, 0n), 1n, true)).toBeNull()
  expect(swapExactOut(constantProduct(5n, 9n, { feePpm: 1_000_000 }), 1n, true)).toBeNull()
})

test('no swap takes value out of the pool, whatever its reserves', () => {
  fc.assert(
    fc.property(reserves, reserves, amounts, fc.boolean(), (reserve0, reserve1, amount, sellsFirst) => {
      const pool = constantProduct(reserve0, reserve1)
      for (const quote of [swapExactIn(pool, amount, sellsFirst), swapExactOut(pool, amount, sellsFirst)]) {
        if (quote?.after.kind !== 'constant-product') continue
        expect(quote.after.reserve0 * quote.after.reserve1).toBeGreaterThanOrEqual(reserve0 * reserve1)
      }
    }),
  )
})

test('paying what an exact output costs gives at least that output', () => {
  fc.assert(
    fc.property(reserves, reserves, amounts, (reserve0, reserve1, amountOut) => {
      const pool = constantProduct(reserve0, reserve1)
      const cost = swapExactOut(pool, amountOut, true)
      if (cost === null) return
      const back = swapExactIn(pool, cost.amountIn, true)
      expect(back?.amountOut ?? 0n).toBeGreaterThanOrEqual(amountOut)
    }),
  )
})
