import fc from 'fast-check'
import { expect, test } from 'vitest'
import { concentrated } from '../../test/support/pool-states.ts'
import { swapExactInWithin, swapExactOutWithin } from './concentrated.ts'
import { MAX_TICK, sqrtPriceAtTick } from './tick-price.ts'

test('prices of ticks are those of the contract', () => {
  // TickMath's own bounds, and the price of 1.
  expect(sqrtPriceAtTick(-MAX_TICK)).toBe(4_295_128_739n)
  expect(sqrtPriceAtTick(MAX_TICK)).toBe(1_461_446_703_485_210_103_287_273_052_203_988_822_378_723_970_342n)
  expect(sqrtPriceAtTick(0)).toBe(2n ** 96n)
  expect(sqrtPriceAtTick(10 ** 9)).toBe(sqrtPriceAtTick(MAX_TICK))
})

test('a swap that would leave the ticks that were read is not quoted', () => {
  const pool = concentrated()
  // From tick 0 to ±60 lie some 0.3 % of the liquidity.
  expect(swapExactInWithin(pool, 2n * 10n ** 21n, true)).not.toBeNull()
  expect(swapExactInWithin(pool, 4n * 10n ** 21n, true)).toBeNull()
  expect(swapExactOutWithin(pool, 2n * 10n ** 21n, false)).not.toBeNull()
  expect(swapExactOutWithin(pool, 4n * 10n ** 21n, false)).toBeNull()
})

test('an empty or unusual pool is not quoted', () => {
  for (const pool of [
    concentrated({ liquidity: 0n }),
    concentrated({ sqrtPriceX96: 0n }),
    concentrated({ feePpm: 1_000_000 }),
    concentrated({ lowerTick: 10, upperTick: -10 }),
  ]) {
    for (const sellsFirst of [true, false]) {
      expect(swapExactInWithin(pool, 1_000n, sellsFirst)).toBeNull()
      expect(swapExactOutWithin(pool, 1_000n, sellsFirst)).toBeNull()
    }
  }
})

test('the price stays between the ticks, moves the right way, and output never beats its cost', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 1n, max: 4n * 10n ** 21n }),
      fc.integer({ min: -59, max: 59 }),
      fc.boolean(),
      (amount, tick, sellsFirst) => {
        const pool = concentrated({ sqrtPriceX96: sqrtPriceAtTick(tick) })
        const cost = swapExactOutWithin(pool, amount, sellsFirst)
        for (const quote of [swapExactInWithin(pool, amount, sellsFirst), cost]) {
          if (quote?.after.kind !== 'concentrated') continue
          expect(quote.after.sqrtPriceX96).toBeGreaterThan(sqrtPriceAtTick(-60))
          expect(quote.after.sqrtPriceX96).toBeLessThan(sqrtPriceAtTick(60))
          const moved = quote.after.sqrtPriceX96 - pool.sqrtPriceX96
          expect(sellsFirst ? moved <= 0n : moved >= 0n).toBe(true)
        }
        if (cost === null) return
        const back = swapExactInWithin(pool, cost.amountIn, sellsFirst)
        if (back !== null) expect(back.amountOut).toBeGreaterThanOrEqual(amount)
      },
    ),
  )
})
