import type { Swap } from '@org/events'

/** One pool that a transaction trades on, and which way. */
export interface PoolTouch {
  /** Deterministic name of the pool: protocol, sorted tokens, fee where the calldata names one. */
  readonly pool: string
  /** Its two tokens, sorted: `<token>:<token>`. */
  readonly pair: string
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
      const pool = nameOfPool(swap.protocol, pair, swap.fees[hop])
      if (!isTouched(touches, pool)) touches.push({ pool, pair, sellsFirst })
    }
  }
  return touches
}

/** The name of a pool. @param pair its two tokens, sorted. @param fee `undefined` where the calldata names none. */
export function nameOfPool(protocol: string, pair: string, fee: number | undefined): string {
  return `${protocol}:${pair}:${fee ?? ''}`
}

function isTouched(touches: readonly PoolTouch[], pool: string): boolean {
  for (const touch of touches) if (touch.pool === pool) return true
  return false
}
