import type { Address } from '@org/events'
import { nativeOf } from './native-value.ts'
import type { SwapLimit } from './swap-limit.ts'
import type { Traded } from './traded.ts'

export interface LimitedTrade {
  readonly traded: Traded
  readonly limit: SwapLimit
}

/**
 * The limit of those swaps that together have most at stake. Where amounts do not compare, one swap without a limit
 * counts, then one whose limit is not known.
 */
export function weighLimits(trades: readonly LimitedTrade[], wrappedNative: Address | null): SwapLimit {
  const first = trades[0]
  if (first === undefined) return 'unknown'
  let differ = false
  for (const { limit } of trades) if (limit !== first.limit) differ = true
  if (!differ) return first.limit
  const stakes = nativeStakes(trades, wrappedNative) ?? soldStakes(trades)
  const none = stakeOf('none', trades, stakes)
  const unknown = stakeOf('unknown', trades, stakes)
  const set = stakeOf('set', trades, stakes)
  if (stakes === null) return none > 0 ? 'none' : 'unknown'
  if (none >= unknown && none >= set) return 'none'
  return unknown >= set ? 'unknown' : 'set'
}

/** The sum of the stakes with that limit; without stakes how many there are. */
function stakeOf(
  limit: SwapLimit,
  trades: readonly LimitedTrade[],
  stakes: readonly number[] | null,
): number {
  let sum = 0
  for (let index = 0; index < trades.length; index++) {
    if (trades[index]?.limit === limit) sum += stakes === null ? 1 : (stakes[index] ?? 0)
  }
  return sum
}

/** What each has at stake in the native coin; `null` unless all are known. */
function nativeStakes(trades: readonly LimitedTrade[], wrappedNative: Address | null): number[] | null {
  const stakes: number[] = []
  for (const { traded } of trades) {
    const stake = nativeOf(traded, wrappedNative)
    if (stake === 0) return null
    stakes.push(stake)
  }
  return stakes
}

/** What each sells, where all sell the same token; else `null`. */
function soldStakes(trades: readonly LimitedTrade[]): number[] | null {
  const token = trades[0]?.traded.tokenIn ?? null
  if (token === null) return null
  const stakes: number[] = []
  for (const { traded } of trades) {
    if (traded.tokenIn !== token || traded.amountIn === null) return null
    stakes.push(Number(traded.amountIn))
  }
  return stakes
}
