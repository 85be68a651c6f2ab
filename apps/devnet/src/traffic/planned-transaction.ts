import type { Hex } from 'viem'
import type { TokenSymbol } from '../tokens.ts'
import type { SwapMethod } from './swap-methods.ts'

/** Every kind of transaction in the traffic. The last three say how the nonce is used, whatever is inside. */
export const TRAFFIC_KINDS = [
  'transfer_eth',
  'transfer_token',
  'approve',
  'v2_swap',
  'v3_swap',
  'v3_multicall',
  'router02_multicall',
  'universal_swap',
  'create',
  'replacement',
  'gap_ahead',
  'gap_fill',
] as const
export type TrafficKind = (typeof TRAFFIC_KINDS)[number]

export interface SwapAction {
  readonly type: 'swap'
  readonly method: SwapMethod
  /** Tokens in order of the trade. */
  readonly path: readonly TokenSymbol[]
  /** V3 pool fees between them in hundredths of a basis point; empty for V2. */
  readonly fees: readonly number[]
  /** Exact amount, or the most that is paid where the output is exact. Smallest units. */
  readonly amountIn: bigint
  /** The least that is accepted, or the exact amount where the output is exact. Smallest units. */
  readonly amountOut: bigint
  readonly deadlineSeconds: number
}

/** What a transaction does, free of addresses of one deployment. */
export type Action =
  | { readonly type: 'transfer_eth'; readonly to: Hex; readonly value: bigint }
  /** To oneself without value: how a pending transaction is cancelled. */
  | { readonly type: 'cancel' }
  | {
      readonly type: 'transfer_token'
      readonly token: TokenSymbol
      readonly to: Hex
      readonly amount: bigint
    }
  | {
      readonly type: 'approve'
      readonly token: TokenSymbol
      readonly spender: 'v2Router' | 'v3Router' | 'router02' | 'permit2'
      readonly amount: bigint
    }
  | { readonly type: 'create'; readonly totalSupply: bigint }
  | SwapAction

/** Fees in wei per gas. */
export type Fees =
  | { readonly type: 'legacy'; readonly gasPrice: bigint }
  | { readonly type: 'eip1559'; readonly maxFeePerGas: bigint; readonly maxPriorityFeePerGas: bigint }

/** Which nonce of its sender a transaction takes. `of` is the `index` of an earlier one of the same sender. */
export type NonceRole =
  | { readonly role: 'next' }
  /** One beyond the next: blocked until the nonce in between is filled. */
  | { readonly role: 'ahead' }
  /** The nonce that `of` left open. */
  | { readonly role: 'fill'; readonly of: number }
  /** The nonce of `of`, which is still pending, with fees at least 10 % higher. */
  | { readonly role: 'replace'; readonly of: number }

export interface PlannedTransaction {
  /** Position in the plan, from 0. */
  readonly index: number
  /** Which of the senders. */
  readonly sender: number
  readonly kind: TrafficKind
  readonly action: Action
  readonly fees: Fees
  readonly nonce: NonceRole
}
