import type { PoolState, PoolStates, Swap } from '@org/events'
import { poolOfHop } from '../features/pools.ts'
import type { PoolMove } from './pool-move.ts'
import type { NoQuote } from './quote.ts'
import { quoteSwap } from './quote-swap.ts'

type RouteQuote =
  | { readonly ok: true; readonly amountIn: bigint; readonly amountOut: bigint }
  | { readonly ok: false; readonly why: NoQuote }

/** Quotes routes one after the other, on the pools as the earlier ones leave them. */
export interface RouteQuoter {
  quote(swap: Swap): RouteQuote
  /** The pools that were traded on, in order of the first trade. */
  moves(): readonly PoolMove[]
}

interface Hop {
  readonly pool: string
  readonly state: PoolState
  readonly sellsFirst: boolean
}

const NO_POOL: RouteQuote = { ok: false, why: 'no_pool' }
const TOO_MANY: RouteQuote = { ok: false, why: 'too_many' }
const NO_STATE: RouteQuote = { ok: false, why: 'no_state' }
const UNKNOWN_AMOUNT: RouteQuote = { ok: false, why: 'unknown_amount' }
const BEYOND_RANGE: RouteQuote = { ok: false, why: 'beyond_range' }

/** Trades on pools per transaction: one made up of hundreds costs no more, and asks for no more pools. */
const MOST_HOPS = 32

export function createRouteQuoter(chainId: number, states: PoolStates): RouteQuoter {
  const moved = new Map<string, PoolMove>()
  let hopsLeft = MOST_HOPS

  /** The route's pools, or why they are not known. All are asked for, so that all become known. */
  const hopsOf = (swap: Swap): Hop[] | RouteQuote => {
    const hops: Hop[] = []
    let missing = false
    for (let index = 0; index + 1 < swap.path.length; index++) {
      const touch = poolOfHop(swap, index)
      if (touch === null) return NO_POOL
      if (hopsLeft-- <= 0) return TOO_MANY
      const { pool, sellsFirst } = touch
      const state = moved.get(pool)?.after ?? states.latest(chainId, pool)
      if (state === null) missing = true
      else hops.push({ pool, state, sellsFirst })
    }
    return missing || hops.length === 0 ? NO_STATE : hops
  }

  const note = (hop: Hop, after: PoolState): void => {
    moved.set(hop.pool, { pool: hop.pool, before: moved.get(hop.pool)?.before ?? hop.state, after })
  }

  return {
    moves: () => [...moved.values()],
    quote(swap) {
      const hops = hopsOf(swap)
      if (!Array.isArray(hops)) return hops
      // A route that trades twice on one pool would have to be quoted on a pool that has moved in between.
      if (new Set(hops.map((hop) => hop.pool)).size !== hops.length) return BEYOND_RANGE
      const given = swap.exact === 'in' ? swap.amount_in : swap.amount_out
      if (given === null) return UNKNOWN_AMOUNT
      let amount = BigInt(given)
      const after: PoolState[] = []
      for (let step = 0; step < hops.length; step++) {
        const hop = hops[swap.exact === 'in' ? step : hops.length - 1 - step]
        const quote = hop === undefined ? null : quoteSwap(hop.state, swap.exact, amount, hop.sellsFirst)
        if (quote === null) return BEYOND_RANGE
        after.push(quote.after)
        amount = swap.exact === 'in' ? quote.amountOut : quote.amountIn
      }
      if (swap.exact === 'out') after.reverse()
      hops.forEach((hop, index) => {
        const state = after[index]
        if (state !== undefined) note(hop, state)
      })
      const exact = BigInt(given)
      return swap.exact === 'in'
        ? { ok: true, amountIn: exact, amountOut: amount }
        : { ok: true, amountIn: amount, amountOut: exact }
    },
  }
}
