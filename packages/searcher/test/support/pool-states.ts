import type { Address, ConcentratedPool, ConstantProductPool } from '@org/events'

const POOL = `0x${'ab'.repeat(20)}` as Address // 40 digits

/** A constant-product pool with Uniswap's fee. */
export function constantProduct(
  reserve0: bigint,
  reserve1: bigint,
  overrides: Partial<ConstantProductPool> = {},
): ConstantProductPool {
  return {
    kind: 'constant-product',
    address: POOL,
    blockNumber: 100,
    reserve0,
    reserve1,
    feePpm: 3_000,
    ...overrides,
  }
}

/** A concentrated pool at a price of 1 between the ticks ±60. */
export function concentrated(overrides: Partial<ConcentratedPool> = {}): ConcentratedPool {
  return {
    kind: 'concentrated',
    address: POOL,
    blockNumber: 100,
    sqrtPriceX96: 2n ** 96n,
    liquidity: 10n ** 24n,
    lowerTick: -60,
    upperTick: 60,
    feePpm: 3_000,
    ...overrides,
  }
}
