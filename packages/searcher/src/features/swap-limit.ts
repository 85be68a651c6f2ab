import type { Swap } from '@org/events'
import type { Action } from '../decode/action.ts'

/**
 * Whether the sender limits what comes out: `none` accepts any amount, `unknown` where the calldata leaves it to a
 * step that was not decoded.
 */
export type SwapLimit = 'set' | 'none' | 'unknown'

/**
 * The limit of a transaction's swaps as a whole. The last swap of a route carries it, or, where the router keeps
 * the proceeds, the sweep or unwrap that hands them out.
 */
export function swapLimit(actions: readonly Action[], swaps: readonly Swap[]): SwapLimit {
  const last = swaps[swaps.length - 1]
  if (last === undefined) return 'unknown'
  if (last.exact === 'out' || !isNothing(last.amount_out)) return 'set'
  if (last.recipient !== null) return 'none'
  for (let index = actions.length - 1; index >= 0; index--) {
    const action = actions[index]
    if (action === undefined || action.type === 'swap') break
    if (action.type === 'unwrap') return isNothing(action.amount) ? 'none' : 'set'
    if (action.type === 'settlement' && action.atLeast !== null) {
      return isNothing(action.atLeast) ? 'none' : 'set'
    }
  }
  return 'unknown'
}

/** Zero, or a single smallest unit, as wallets write "any". */
export function isNothing(amount: string): boolean {
  return amount === '0' || amount === '1'
}
