import type { Address, Swap, Wei } from '@org/events'
import type { SwapPath } from './swap-path.ts'

/** Puts a swap together; `null` when the path or the amount out did not fit. */
export function buildSwap(
  protocol: string,
  path: SwapPath | null,
  exact: 'in' | 'out',
  amountIn: Wei | null,
  amountOut: Wei | null,
  recipient: Address | null,
  deadline: number | null,
): Swap | null {
  const tokenIn = path?.tokens[0]
  const tokenOut = path?.tokens[path.tokens.length - 1]
  if (path === null || tokenIn === undefined || tokenOut === undefined || amountOut === null) return null
  return {
    protocol,
    token_in: tokenIn,
    token_out: tokenOut,
    amount_in: amountIn,
    amount_out: amountOut,
    exact,
    path: path.tokens,
    fees: path.fees,
    recipient,
    deadline,
  }
}
