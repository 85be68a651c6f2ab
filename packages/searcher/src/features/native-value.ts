import type { Address, Wei } from '@org/events'
import type { Action } from '../decode/action.ts'
import { type Traded, tradedBy } from './traded.ts'

/** Wei of one coin, as a floating-point number: scores need an order of magnitude, not the last digit. */
const WEI_PER_COIN = 1e18
/** Amounts above this (2^112 wei) are "no limit" in disguise and say nothing about value. */
const MEANINGLESS_WEI = 2 ** 112

/**
 * What a transaction's swaps put at stake in the native coin, in whole coins; `null` when no path begins or ends
 * with it, or only with an amount that says nothing. Swaps that pay the coin in parallel add up. Where the coin is
 * received, the amount is the sender's limit, so the value is a lower bound.
 */
export function nativeValueAtStake(actions: readonly Action[], wrappedNative: Address | null): number | null {
  let paid = 0
  let received = 0
  let unwrapped = 0
  let swept = 0
  let receives = false
  for (const action of actions) {
    if (action.type === 'unwrap') unwrapped += coins(action.amount)
    if (action.type === 'settlement' && isWrapped(action.token, wrappedNative)) swept += coins(action.atLeast)
    const traded = tradedBy(action)
    if (traded === null) continue
    if (paysNative(traded, wrappedNative)) paid += coins(traded.amountIn)
    if (givesNative(traded, wrappedNative)) {
      received += coins(traded.amountOut)
      receives = true
    }
  }
  // Routes often leave the limit to the unwrapping or the sweep that follows them.
  if (receives) received = Math.max(received, unwrapped, swept)
  // The larger side, not the sum: coins bought by one swap and sold by the next are the same coins.
  const value = Math.max(paid, received)
  return value > 0 ? value : null
}

/** What one swap has at stake in whole native coins; 0 when that is not known. */
export function nativeOf(traded: Traded, wrappedNative: Address | null): number {
  return Math.max(
    paysNative(traded, wrappedNative) ? coins(traded.amountIn) : 0,
    givesNative(traded, wrappedNative) ? coins(traded.amountOut) : 0,
  )
}

function paysNative({ native, tokenIn }: Traded, wrappedNative: Address | null): boolean {
  return native === 'in' || isWrapped(tokenIn, wrappedNative)
}

function givesNative({ native, tokenOut }: Traded, wrappedNative: Address | null): boolean {
  return native === 'out' || isWrapped(tokenOut, wrappedNative)
}

/** True for amounts that are "no limit" in disguise. */
export function isMeaningless(amount: Wei): boolean {
  return Number(amount) >= MEANINGLESS_WEI
}

function isWrapped(token: Address | null, wrappedNative: Address | null): boolean {
  return token !== null && token === wrappedNative
}

/**
 * What a transaction moves or risks in the native coin besides swaps, in whole coins: what it sends along, or, where
 * that is more, the native transfers, loans, liquidations and bridgings inside it; `null` when that is nothing.
 */
export function nativeValueMoved(
  actions: readonly Action[],
  wrappedNative: Address | null,
  value: Wei,
): number | null {
  let moved = 0
  for (const action of actions) {
    switch (action.type) {
      case 'transfer':
        if (action.token === null || action.token === wrappedNative) moved += coins(action.amount)
        break
      case 'wrap':
      case 'unwrap':
        moved += coins(action.amount)
        break
      case 'lending':
      case 'bridge':
        if (isWrapped(action.asset, wrappedNative)) moved += coins(action.amount)
        break
      case 'liquidation':
        if (isWrapped(action.debt, wrappedNative)) moved += coins(action.amount)
        break
      default:
    }
  }
  const most = Math.max(moved, coins(value))
  return most > 0 ? most : null
}

function coins(amount: Wei | null): number {
  if (amount === null) return 0
  const wei = Number(amount)
  return wei < MEANINGLESS_WEI ? wei / WEI_PER_COIN : 0
}
