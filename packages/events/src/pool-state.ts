import type { Address } from './hex.ts'

/** A pool whose product of reserves stays. */
export interface ConstantProductPool {
  readonly kind: 'constant-product'
  readonly address: Address
  /** The block whose end this was read at. */
  readonly blockNumber: number
  /** Of the token whose address sorts first, in its smallest unit. */
  readonly reserve0: bigint
  readonly reserve1: bigint
  /** Millionths of what is paid in. */
  readonly feePpm: number
}

/** A pool of concentrated liquidity, as far as it was read: between two ticks. */
export interface ConcentratedPool {
  readonly kind: 'concentrated'
  readonly address: Address
  readonly blockNumber: number
  /** √(token 1 per token 0) · 2^96. */
  readonly sqrtPriceX96: bigint
  /** Between the two ticks. */
  readonly liquidity: bigint
  /** The nearest ticks, at or below and above the price, where liquidity may be another. */
  readonly lowerTick: number
  readonly upperTick: number
  readonly feePpm: number
}

/** What a pool held at the end of a block. */
export type PoolState = ConstantProductPool | ConcentratedPool

/**
 * States of pools, read on the hot path: synchronous, from memory. Pools are named as `PoolTouch.pool` of the
 * searcher names them, pairs as `<token>:<token>`, sorted.
 */
export interface PoolStates {
  /** The latest state; `null` while it is unknown. Asking makes the pool one of those that are worth reading. */
  latest(chainId: number, pool: string): PoolState | null
  /** Names of the pools of a pair whose state is known; a few at most, in order of name. */
  ofPair(chainId: number, pair: string): readonly string[]
}
