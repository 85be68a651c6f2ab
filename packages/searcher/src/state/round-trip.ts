import type { PoolState } from '@org/events'
import { poolPrice, quoteSwap } from './quote-swap.ts'

/** Buying on one pool and selling on another of the same pair. */
export interface RoundTrip {
  /** In the token that is paid and comes back, smallest units. */
  readonly amountIn: bigint
  /** What comes back beyond it, exact to the unit for this amount, before gas. Positive. */
  readonly surplus: bigint
}

/** Steps of the search: the best amount to within a ten-thousandth of the range. */
const STEPS = 24
/** Golden section in millionths. */
const SECTION = 618_034n
const SECTION_SCALE = 1_000_000n

/** By how many basis points two prices are apart beyond what both pools keep; negative: nothing is left. */
export function priceGapBps(one: PoolState, other: PoolState): number {
  const [a, b] = [poolPrice(one), poolPrice(other)]
  if (!(a > 0 && b > 0)) return -10_000
  const gap = Math.max(a, b) / Math.min(a, b)
  const kept = (1 - one.feePpm / 1e6) * (1 - other.feePpm / 1e6)
  return Math.floor((gap * kept - 1) * 10_000)
}

/**
 * The round trip over two pools of a pair that leaves most; `null` when none leaves anything.
 * @param paysFirst the token that is paid and comes back is the one whose address sorts first.
 */
export function bestRoundTrip(one: PoolState, other: PoolState, paysFirst: boolean): RoundTrip | null {
  // The token paid is sold where it fetches more of the other token: token 0 where its price is high.
  const oneIsDearer = poolPrice(one) > poolPrice(other)
  const [sell, buyBack] = oneIsDearer === paysFirst ? [one, other] : [other, one]
  const surplusOf = (amountIn: bigint): bigint | null => {
    const there = quoteSwap(sell, 'in', amountIn, paysFirst)
    const back = there === null ? null : quoteSwap(buyBack, 'in', there.amountOut, !paysFirst)
    return back === null ? null : back.amountOut - amountIn
  }

  // The surplus has one summit; amounts that leave the known range lie above all others.
  let low = 0n
  let high = depth(sell, paysFirst)
  let best: RoundTrip | null = null
  const look = (amountIn: bigint): bigint | null => {
    const surplus = surplusOf(amountIn)
    if (surplus !== null && surplus > (best?.surplus ?? 0n)) best = { amountIn, surplus }
    return surplus
  }
  let right = low + ((high - low) * SECTION) / SECTION_SCALE
  let left = high - (right - low)
  let atLeft = look(left)
  let atRight = look(right)
  for (let step = 0; step < STEPS && high - low > 2n; step++) {
    if (atRight === null || (atLeft !== null && atLeft >= atRight)) {
      high = right
      right = left
      atRight = atLeft
      left = high - ((high - low) * SECTION) / SECTION_SCALE
      atLeft = look(left)
    } else {
      low = left
      left = right
      atLeft = atRight
      right = low + ((high - low) * SECTION) / SECTION_SCALE
      atRight = look(right)
    }
  }
  return best
}

/** An amount of a token that is a large part of what the pool holds of it at the present price. */
function depth(pool: PoolState, ofFirst: boolean): bigint {
  switch (pool.kind) {
    case 'constant-product':
      return ofFirst ? pool.reserve0 : pool.reserve1
    case 'concentrated':
      if (pool.sqrtPriceX96 === 0n) return 0n
      return ofFirst
        ? (pool.liquidity << 96n) / pool.sqrtPriceX96
        : (pool.liquidity * pool.sqrtPriceX96) >> 96n
  }
}
