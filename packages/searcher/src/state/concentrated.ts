import type { ConcentratedPool } from '@org/events'
import type { Quote } from './quote.ts'
import { amount0Between, amount1Between, divideUp, priceAfterInput, priceAfterOutput } from './sqrt-price.ts'
import { sqrtPriceAtTick } from './tick-price.ts'

const PPM = 1_000_000n

/**
 * The swap of an exact amount, rounded as `SwapMath.computeSwapStep` does; `null` unless it ends between the ticks
 * that were read: there it is one step of the contract, and exact.
 */
export function swapExactInWithin(
  pool: ConcentratedPool,
  amountIn: bigint,
  sellsFirst: boolean,
): Quote | null {
  const { sqrtPriceX96: price, liquidity } = pool
  const target = targetPrice(pool, sellsFirst)
  if (amountIn <= 0n || !isReadable(pool) || target === price) return null
  const afterFee = (amountIn * (PPM - BigInt(pool.feePpm))) / PPM
  const toTarget = sellsFirst
    ? amount0Between(target, price, liquidity, true)
    : amount1Between(price, target, liquidity, true)
  if (afterFee >= toTarget) return null
  const next = priceAfterInput(price, liquidity, afterFee, sellsFirst)
  if (next === target) return null
  const amountOut = sellsFirst
    ? amount1Between(next, price, liquidity, false)
    : amount0Between(price, next, liquidity, false)
  return { amountIn, amountOut, after: { ...pool, sqrtPriceX96: next } }
}

/** The swap to an exact amount; `null` unless it ends between the ticks that were read. */
export function swapExactOutWithin(
  pool: ConcentratedPool,
  amountOut: bigint,
  sellsFirst: boolean,
): Quote | null {
  const { sqrtPriceX96: price, liquidity } = pool
  const target = targetPrice(pool, sellsFirst)
  const fee = BigInt(pool.feePpm)
  if (amountOut <= 0n || !isReadable(pool) || target === price) return null
  const toTarget = sellsFirst
    ? amount1Between(target, price, liquidity, false)
    : amount0Between(price, target, liquidity, false)
  if (amountOut >= toTarget) return null
  const next = priceAfterOutput(price, liquidity, amountOut, sellsFirst)
  if (next === null || next === target) return null
  const paid = sellsFirst
    ? amount0Between(next, price, liquidity, true)
    : amount1Between(price, next, liquidity, true)
  return {
    amountIn: paid + divideUp(paid * fee, PPM - fee),
    amountOut,
    after: { ...pool, sqrtPriceX96: next },
  }
}

function isReadable(pool: ConcentratedPool): boolean {
  return pool.liquidity > 0n && pool.sqrtPriceX96 > 0n && pool.feePpm < 1_000_000
}

/** Where the liquidity may end; the present price where that is not beyond it. */
function targetPrice(pool: ConcentratedPool, sellsFirst: boolean): bigint {
  const target = sqrtPriceAtTick(sellsFirst ? pool.lowerTick : pool.upperTick)
  const isBeyond = sellsFirst ? target < pool.sqrtPriceX96 : target > pool.sqrtPriceX96
  return isBeyond ? target : pool.sqrtPriceX96
}
