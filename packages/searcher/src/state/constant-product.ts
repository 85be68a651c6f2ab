import type { ConstantProductPool } from '@org/events'
import type { Quote } from './quote.ts'

const PPM = 1_000_000n
/** Reserves are 112 bits wide in the contract; a swap beyond that reverts. */
const MAX_RESERVE = 2n ** 112n - 1n

/**
 * The swap of an exact amount, rounded as `UniswapV2Library` does; `null` where the contract would revert.
 * @param sellsFirst pays the token whose address sorts first.
 */
export function swapExactIn(pool: ConstantProductPool, amountIn: bigint, sellsFirst: boolean): Quote | null {
  const [reserveIn, reserveOut] = sides(pool, sellsFirst)
  if (amountIn <= 0n || reserveIn <= 0n || reserveOut <= 0n) return null
  const afterFee = amountIn * (PPM - BigInt(pool.feePpm))
  const amountOut = (afterFee * reserveOut) / (reserveIn * PPM + afterFee)
  return amountOut > 0n ? traded(pool, amountIn, amountOut, sellsFirst) : null
}

/** The swap to an exact amount; `null` where the contract would revert. */
export function swapExactOut(
  pool: ConstantProductPool,
  amountOut: bigint,
  sellsFirst: boolean,
): Quote | null {
  const [reserveIn, reserveOut] = sides(pool, sellsFirst)
  const kept = PPM - BigInt(pool.feePpm)
  if (amountOut <= 0n || reserveIn <= 0n || amountOut >= reserveOut || kept <= 0n) return null
  const amountIn = (reserveIn * amountOut * PPM) / ((reserveOut - amountOut) * kept) + 1n
  return traded(pool, amountIn, amountOut, sellsFirst)
}

function sides(pool: ConstantProductPool, sellsFirst: boolean): readonly [bigint, bigint] {
  return sellsFirst ? [pool.reserve0, pool.reserve1] : [pool.reserve1, pool.reserve0]
}

function traded(
  pool: ConstantProductPool,
  amountIn: bigint,
  amountOut: bigint,
  sellsFirst: boolean,
): Quote | null {
  const reserve0 = sellsFirst ? pool.reserve0 + amountIn : pool.reserve0 - amountOut
  const reserve1 = sellsFirst ? pool.reserve1 - amountOut : pool.reserve1 + amountIn
  if (reserve0 > MAX_RESERVE || reserve1 > MAX_RESERVE) return null
  return { amountIn, amountOut, after: { ...pool, reserve0, reserve1 } }
}
