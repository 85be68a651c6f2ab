import type { PoolState } from '@org/events'

/** A swap on one pool, computed as its contract does. */
export interface Quote {
  readonly amountIn: bigint
  readonly amountOut: bigint
  /** The pool afterwards. */
  readonly after: PoolState
}

/**
 * Why there is no exact quote. `no_pool`: the calldata does not name the pools. `too_many`: the transaction
 * trades on more of them than are looked at. `beyond_range`: the swap leaves the ticks between which liquidity is known, or asks
 * for more than the pool has.
 */
export type NoQuote = 'no_pool' | 'too_many' | 'no_state' | 'unknown_amount' | 'beyond_range'

/** Largest amount that contracts of this kind take. */
export const MAX_UINT256 = 2n ** 256n - 1n
