import { MAX_UINT256 } from './quote.ts'

/*
 * The price arithmetic of concentrated liquidity, rounded as `SqrtPriceMath` does: against the trader, so that a
 * price is never passed. Prices are √(token 1 per token 0) · 2^96.
 */

const RESOLUTION = 96n
const Q96 = 1n << RESOLUTION

/** How much of token 0 lies between two prices. */
export function amount0Between(a: bigint, b: bigint, liquidity: bigint, roundUp: boolean): bigint {
  const [low, high] = a < b ? [a, b] : [b, a]
  const numerator = (liquidity << RESOLUTION) * (high - low)
  return roundUp ? divideUp(divideUp(numerator, high), low) : numerator / high / low
}

/** How much of token 1 lies between two prices. */
export function amount1Between(a: bigint, b: bigint, liquidity: bigint, roundUp: boolean): bigint {
  const numerator = liquidity * (a < b ? b - a : a - b)
  return roundUp ? divideUp(numerator, Q96) : numerator / Q96
}

/** The price after an amount was paid in. */
export function priceAfterInput(
  price: bigint,
  liquidity: bigint,
  amountIn: bigint,
  sellsFirst: boolean,
): bigint {
  if (!sellsFirst) return price + (amountIn << RESOLUTION) / liquidity
  if (amountIn === 0n) return price
  const numerator = liquidity << RESOLUTION
  const product = amountIn * price
  const denominator = numerator + product
  // The contract takes a shorter formula where its 256 bits do not hold these two.
  if (product <= MAX_UINT256 && denominator <= MAX_UINT256) return divideUp(numerator * price, denominator)
  return divideUp(numerator, numerator / price + amountIn)
}

/** The price after an amount was paid out; `null` where the liquidity does not hold it. */
export function priceAfterOutput(
  price: bigint,
  liquidity: bigint,
  amountOut: bigint,
  sellsFirst: boolean,
): bigint | null {
  if (sellsFirst) {
    const quotient = divideUp(amountOut << RESOLUTION, liquidity)
    return price > quotient ? price - quotient : null
  }
  const numerator = liquidity << RESOLUTION
  const product = amountOut * price
  if (product > MAX_UINT256 || numerator <= product) return null
  return divideUp(numerator * price, numerator - product)
}

/** Division of what is not negative, rounded up. */
export function divideUp(numerator: bigint, denominator: bigint): bigint {
  return (numerator + denominator - 1n) / denominator
}
