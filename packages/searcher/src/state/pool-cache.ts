import type { PoolState, PoolStates } from '@org/events'

/** States of pools, with the side that fills it in. Bounded; belongs to whoever created it. */
export interface PoolCache extends PoolStates {
  /** Pools asked for since the last calls, those asked for most first. Those that nobody asks for leave. */
  wanted(chainId: number): readonly string[]
  /** Takes a state in, unless a newer one or no such pool is here. */
  put(chainId: number, pool: string, state: PoolState): void
  /** Forgets all states of a chain, for example because its blocks were replaced. */
  clear(chainId: number): void
  /** Pools that were not taken in because there are too many. */
  readonly refused: number
}

export interface PoolCacheOptions {
  /** Most pools per chain; further ones are refused until some leave. @default 2,048 */
  readonly capacity?: number
}

interface Entry {
  state: PoolState | null
  readonly pair: string
  /** Questions since the last call of `wanted`. */
  asked: number
  /** Calls of `wanted` since the last question. */
  idle: number
}

interface ChainPools {
  readonly entries: Map<string, Entry>
  readonly byPair: Map<string, string[]>
}

const DEFAULT_CAPACITY = 2_048
const MAX_CHAINS = 64
/** A pool that nobody asked for during so many rounds is forgotten. */
const MAX_IDLE_ROUNDS = 64
/** Pools of one pair that answers name. */
const MAX_OF_PAIR = 8
const NOTHING: readonly string[] = []

export function createPoolCache(options: PoolCacheOptions = {}): PoolCache {
  const capacity = options.capacity ?? DEFAULT_CAPACITY
  if (!Number.isSafeInteger(capacity) || capacity < 1) throw new RangeError(`pool capacity ${capacity}`)
  const chains = new Map<number, ChainPools>()
  let refused = 0

  const poolsOf = (chainId: number): ChainPools | null => {
    const known = chains.get(chainId)
    if (known !== undefined) return known
    if (chains.size >= MAX_CHAINS) return null
    const pools: ChainPools = { entries: new Map(), byPair: new Map() }
    chains.set(chainId, pools)
    return pools
  }

  return {
    latest(chainId, pool) {
      const pools = poolsOf(chainId)
      const entry = pools?.entries.get(pool)
      if (entry !== undefined) {
        entry.asked++
        return entry.state
      }
      if (pools === null || pools.entries.size >= capacity) refused++
      else pools.entries.set(detached(pool), { state: null, pair: pairOf(pool), asked: 1, idle: 0 })
      return null
    },
    ofPair: (chainId, pair) => chains.get(chainId)?.byPair.get(pair) ?? NOTHING,
    wanted(chainId) {
      const pools = chains.get(chainId)
      if (pools === undefined) return NOTHING
      const order: { readonly pool: string; readonly asked: number; readonly idle: number }[] = []
      for (const [pool, entry] of pools.entries) {
        entry.idle = entry.asked > 0 ? 0 : entry.idle + 1
        if (entry.idle > MAX_IDLE_ROUNDS) {
          pools.entries.delete(pool)
          leavePair(pools, pool, entry)
          continue
        }
        order.push({ pool, asked: entry.asked, idle: entry.idle })
        entry.asked = 0
      }
      order.sort((a, b) => a.idle - b.idle || b.asked - a.asked || (a.pool < b.pool ? -1 : 1))
      return order.map(({ pool }) => pool)
    },
    put(chainId, pool, state) {
      const pools = chains.get(chainId)
      const entry = pools?.entries.get(pool)
      if (pools === undefined || entry === undefined) return
      if (entry.state !== null && entry.state.blockNumber > state.blockNumber) return
      if (entry.state === null) joinPair(pools, pool, entry)
      entry.state = state
    },
    clear(chainId) {
      const pools = chains.get(chainId)
      if (pools === undefined) return
      for (const entry of pools.entries.values()) entry.state = null
      pools.byPair.clear()
    },
    get refused(): number {
      return refused
    },
  }
}

function joinPair(pools: ChainPools, pool: string, entry: Entry): void {
  const names = pools.byPair.get(entry.pair) ?? []
  if (names.length >= MAX_OF_PAIR) return
  names.push(pool)
  names.sort()
  pools.byPair.set(entry.pair, names)
}

function leavePair(pools: ChainPools, pool: string, entry: Entry): void {
  const names = pools.byPair.get(entry.pair)?.filter((name) => name !== pool)
  if (names === undefined || names.length === 0) pools.byPair.delete(entry.pair)
  else pools.byPair.set(entry.pair, names)
}

/** `<token>:<token>` of `<protocol>:<token>:<token>:<fee>`. */
function pairOf(pool: string): string {
  const first = pool.indexOf(':') + 1
  return detached(pool.slice(first, pool.lastIndexOf(':')))
}

/** A copy that does not keep the calldata alive which it was cut from. */
function detached(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1')
}
