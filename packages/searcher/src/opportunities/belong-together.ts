import type { Address } from '@org/events'
import { type Analysis, hasSwaps } from '../features/analyze-transaction.ts'
import type { RecentTransaction } from './recent.ts'

/** Why two transactions of one sender with adjacent nonces are taken for one undertaking. */
export type Tie = 'approval' | 'swap'

/**
 * What ties a transaction to one of its sender before or after it; `null`: nothing, as between payments of an exchange.
 * - `approval`: one lets the contract take tokens that the other calls.
 * - `swap`: one of them swaps.
 */
export function tieBetween(to: Address | null, analysis: Analysis, mate: RecentTransaction): Tie | null {
  if (isCalled(mate.approves, to) || isCalled(approvedBy(analysis), mate.to)) return 'approval'
  return mate.swaps || hasSwaps(analysis) ? 'swap' : null
}

function isCalled(approved: Address | null, to: Address | null): boolean {
  return approved !== null && approved === to
}

/** Who may take tokens by the first approval of a transaction that approves and does nothing else; `null`: nobody. */
export function approvedBy({ features, decoded }: Analysis): Address | null {
  if (features.category !== 'approval') return null
  for (const action of decoded.actions) {
    if (action.type === 'approval' && action.spender !== null) return action.spender
  }
  return null
}
