import type { PoolState } from '@org/events'
import { swapExactInWithin, swapExactOutWithin } from './concentrated.ts'
import { swapExactIn, swapExactOut } from './constant-product.ts'
import type { Quote } from './quote.ts'

/** A swap on one pool, exact to the smallest unit; `null` where it cannot be told from the state. */
export function quoteSwap(
  pool: PoolState,
  exact: 'in' | 'out',
  amount: bigint,
  sellsFirst: boolean,
): Quote | null {
  switch (pool.kind) {
    case 'constant-product':
      return exact === 'in' ? swapExactIn(pool, amount, sellsFirst) : swapExactOut(pool, amount, sellsFirst)
    case 'concentrated':
      return exact === 'in'
        ? swapExactInWithin(pool, amount, sellsFirst)
        : swapExactOutWithin(pool, amount, sellsFirst)
  }
}

const Q96 = 2 ** 96

/** Token 1 per token 0, in smallest units: for comparisons between pools, not for amounts. 0 for an empty pool. */
export function poolPrice(pool: PoolState): number {
  switch (pool.kind) {
    case 'constant-product':
      return pool.reserve0 === 0n ? 0 : Number(pool.reserve1) / Number(pool.reserve0)
    case 'concentrated':
      return (Number(pool.sqrtPriceX96) / Q96) ** 2
  }
}
