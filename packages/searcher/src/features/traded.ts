import type { Address, Wei } from '@org/events'
import type { Action } from '../decode/action.ts'

/** What a swap, whole or partial, says of its two sides. */
export interface Traded {
  readonly exact: 'in' | 'out'
  readonly tokenIn: Address | null
  readonly tokenOut: Address | null
  readonly amountIn: Wei | null
  readonly amountOut: Wei | null
  /** `null`: the router, or unknown. */
  readonly recipient: Address | null
  readonly native: 'in' | 'out' | 'none'
}

/** `null` for actions that are no swaps. */
export function tradedBy(action: Action): Traded | null {
  if (action.type === 'partial-swap') return action
  if (action.type !== 'swap') return null
  const { swap, native } = action
  return {
    exact: swap.exact,
    tokenIn: swap.token_in,
    tokenOut: swap.token_out,
    amountIn: swap.amount_in,
    amountOut: swap.amount_out,
    recipient: swap.recipient,
    native,
  }
}
