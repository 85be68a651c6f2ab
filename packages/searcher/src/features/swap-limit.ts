import type { Address } from '@org/events'
import type { Action } from '../decode/action.ts'
import { isMeaningless } from './native-value.ts'
import { type Traded, tradedBy } from './traded.ts'
import { type LimitedTrade, weighLimits } from './weigh-limits.ts'

/**
 * Whether the sender limits the price: `none` accepts any amount out, or pays any amount in; `unknown` where the
 * calldata leaves it to a step that was not decoded.
 */
export type SwapLimit = 'set' | 'none' | 'unknown'

/**
 * The limit of a transaction's swaps as a whole: each one's own or, where the router keeps the proceeds, that of the
 * step that hands them out. Where they differ, that of the swaps with most at stake.
 * @param sender the transaction's.
 */
export function swapLimit(
  actions: readonly Action[],
  wrappedNative: Address | null,
  sender: Address,
): SwapLimit {
  const trades: LimitedTrade[] = []
  for (let index = 0; index < actions.length; index++) {
    const action = actions[index]
    const traded = action === undefined ? null : tradedBy(action)
    if (traded === null) continue
    const limit = limitOf(traded, index, actions, wrappedNative, sender)
    if (limit !== null) trades.push({ traded, limit })
  }
  return weighLimits(trades, wrappedNative)
}

/** Of the swap at `index`; `null` where a later swap sells what it buys, and so limits both. */
function limitOf(
  traded: Traded,
  index: number,
  actions: readonly Action[],
  wrappedNative: Address | null,
  sender: Address,
): SwapLimit | null {
  if (traded.exact === 'out') return limitOfCost(traded, index, actions, wrappedNative)
  const { tokenOut, amountOut, recipient } = traded
  // What a sender holds, no later swap takes as "what is there"; what a router or a pool was given, it does.
  const sold = tokenOut === null || recipient === sender ? 'never' : soldLater(tokenOut, index, actions)
  if (sold === 'whole') return null
  if (amountOut === null) return 'unknown'
  if (!isNothing(amountOut)) return 'set'
  if (recipient !== null || tokenOut === null) return 'none'
  return handedOut(tokenOut, index, actions, wrappedNative) ?? (sold === 'part' ? null : 'unknown')
}

/** An exact amount is bought for at most what is given: by the swap, by the coins sent, or by what was wrapped. */
function limitOfCost(
  traded: Traded,
  index: number,
  actions: readonly Action[],
  wrappedNative: Address | null,
): SwapLimit {
  if (traded.amountIn === null || traded.native === 'in' || !isMeaningless(traded.amountIn)) return 'set'
  if (traded.tokenIn === wrappedNative) {
    for (let before = 0; before < index; before++) if (actions[before]?.type === 'wrap') return 'set'
  }
  return 'none'
}

/** Whether a later swap begins with the token: with all that is there, or with an amount of its own. */
function soldLater(token: Address, index: number, actions: readonly Action[]): 'whole' | 'part' | 'never' {
  let sold: 'part' | 'never' = 'never'
  for (let later = index + 1; later < actions.length; later++) {
    const action = actions[later]
    if (action?.type === 'swap' && action.swap.token_in === token) {
      if (action.swap.amount_in === null) return 'whole'
      sold = 'part'
    }
    if (action?.type === 'partial-swap' && action.tokenIn === token) {
      if (action.amountIn === null) return 'whole'
      sold = 'part'
    }
  }
  return sold
}

/** What the later steps that hand out the token demand; `null` where none does. */
function handedOut(
  token: Address,
  index: number,
  actions: readonly Action[],
  wrappedNative: Address | null,
): 'set' | 'none' | null {
  let found: 'none' | null = null
  for (let later = index + 1; later < actions.length; later++) {
    const action = actions[later]
    let least: string | null = null
    if (action?.type === 'unwrap' && (wrappedNative === null || token === wrappedNative))
      least = action.amount
    if (action?.type === 'settlement' && action.token === token) least = action.atLeast
    if (least === null) continue
    if (!isNothing(least)) return 'set'
    found = 'none'
  }
  return found
}

/** Zero, or a single smallest unit, as wallets write "any". */
export function isNothing(amount: string): boolean {
  return amount === '0' || amount === '1'
}
