import type { Swap } from '@org/events'

/** One pool that a transaction trades on, and which way. */
export interface PoolTouch {
  /** Deterministic name of the pool: protocol, sorted tokens, fee where the calldata names one. */
  readonly pool: string
  /** True when it sells the token whose address sorts first. */
  readonly sellsFirst: boolean
}

/** Pools looked at per transaction; what its other swaps touch is not compared with. */
const MOST_POOLS = 16

/** The pools along the paths of swaps, in order, each named once. */
export function poolsOf(swaps: readonly Swap[]): readonly PoolTouch[] {
  const touches: PoolTouch[] = []
  for (const swap of swaps) {
    for (let hop = 0; hop + 1 < swap.path.length; hop++) {
      const sold = swap.path[hop]
      const bought = swap.path[hop + 1]
      if (sold === undefined || bought === undefined) break
      if (touches.length === MOST_POOLS) return touches
      const sellsFirst = sold < bought
      const pair = sellsFirst ? `${sold}:${bought}` : `${bought}:${sold}`
      const pool = `${swap.protocol}:${pair}:${swap.fees[hop] ?? ''}`
      if (!touches.some((touch) => touch.pool === pool)) touches.push({ pool, sellsFirst })
    }
  }
  return touches
}
