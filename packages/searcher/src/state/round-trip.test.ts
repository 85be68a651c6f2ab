import fc from 'fast-check'
import { expect, test } from 'vitest'
import { concentrated, constantProduct } from '../../test/support/pool-states.ts'
import { swapExactIn } from './constant-product.ts'
import { bestRoundTrip, priceGapBps } from './round-trip.ts'

const reserves = fc.bigInt({ min: 10n ** 12n, max: 10n ** 30n })

test('what it says a round trip leaves is what the pools give, and no sampled amount leaves a tenth more', () => {
  fc.assert(
    fc.property(reserves, reserves, reserves, fc.integer({ min: 101, max: 300 }), (a0, a1, b0, percent) => {
      const one = constantProduct(a0, a1)
      const other = constantProduct(b0, (a1 * b0 * BigInt(percent)) / (a0 * 100n) + 1n)
      const trip = bestRoundTrip(one, other, true)
      const surplusOf = (amount: bigint): bigint => {
        // Token 0 is dearer where more of token 1 stands against it.
        const there = swapExactIn(other, amount, true)?.amountOut ?? 0n
        return (swapExactIn(one, there, false)?.amountOut ?? 0n) - amount
      }
      if (trip !== null) expect(surplusOf(trip.amountIn)).toBe(trip.surplus)
      for (let share = 1n; share <= 40n; share++) {
        const sampled = surplusOf((b0 * share) / 40n)
        expect(sampled * 10n).toBeLessThanOrEqual((trip?.surplus ?? 0n) * 11n + 20n)
      }
    }),
  )
})

test('pools within their fees leave nothing', () => {
  const one = constantProduct(10n ** 24n, 10n ** 24n)
  for (const [reserve, gap] of [
    [1_000n, -60],
    [1_005n, -11],
    [1_010n, 39],
  ] as const) {
    const other = constantProduct(10n ** 24n, (10n ** 24n * reserve) / 1_000n)
    expect(priceGapBps(one, other)).toBe(gap)
    for (const paysFirst of [true, false]) expect(bestRoundTrip(one, other, paysFirst) === null).toBe(gap < 0)
  }
})

test('concentrated pools are traded within the ticks that were read only', () => {
  const flat = concentrated({ liquidity: 10n ** 24n })
  const dear = constantProduct(10n ** 24n, 2n * 10n ** 24n)
  const trip = bestRoundTrip(flat, dear, true)
  // Everything the flat pool sells between tick 0 and −60 is some 3 · 10^21.
  expect(trip?.surplus).toBeGreaterThan(10n ** 21n)
  expect(trip?.amountIn).toBeLessThan(16n * 10n ** 20n)
})
