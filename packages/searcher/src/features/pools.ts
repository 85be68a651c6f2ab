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

/** The pools along the paths of swaps, in order, each named once. Hops whose calldata names none are passed over. */
export function poolsOf(swaps: readonly Swap[]): readonly PoolTouch[] {
  const touches: PoolTouch[] = []
  for (const swap of swaps) {
    for (let hop = 0; hop + 1 < swap.path.length; hop++) {
      if (touches.length === MOST_POOLS) return touches
      const touch = poolOfHop(swap, hop)
      if (touch === null) break
      if (!isTouched(touches, touch.pool)) touches.push(touch)
    }
  }
  return touches
}

/**
 * The pool between a token of a path and the next; `null` where protocol, tokens and fee do not tell one pool from
 * others, as with aggregators, whose paths are only what is sold and bought.
 */
export function poolOfHop({ protocol, path, fees }: Swap, hop: number): PoolTouch | null {
  const sold = path[hop]
  const bought = path[hop + 1]
  if (sold === undefined || bought === undefined) return null
  const fee = fees[hop]
  if (fee === undefined && !hasOnePoolPerPair(protocol)) return null
  const sellsFirst = sold < bought
  const pair = sellsFirst ? `${sold}:${bought}` : `${bought}:${sold}`
  return { pool: `${protocol}:${pair}:${fee ?? ''}`, pair, sellsFirst }
}

/** Algebra's pools: one per pair, with a fee of its own. */
const ALGEBRA: ReadonlySet<string> = new Set(['quickswap-v3', 'camelot-v3'])

/** Uniswap V2 and its forks, which are named `…-v2`, also where only the resemblance is known (`…-v2-like`). */
function hasOnePoolPerPair(protocol: string): boolean {
  if (protocol.endsWith('-v2') || protocol.endsWith('-v2-like')) return !protocol.startsWith('balancer')
  return protocol === 'mooniswap' || ALGEBRA.has(protocol)
}

function isTouched(touches: readonly PoolTouch[], pool: string): boolean {
  for (const touch of touches) if (touch.pool === pool) return true
  return false
}
