import type { PoolState, PoolStates } from '@org/events'
import { createPoolPairs, type PoolPairs } from './pool-pairs.ts'

/** States of pools, with the side that fills it in. Bounded; belongs to whoever created it. */
export interface PoolCache extends PoolStates {
  /** Pools asked for since the last calls, those asked for most first. Those that nobody asks for leave. */
  wanted(chainId: number): readonly string[]
  /** Takes a state in, unless a newer one or no such pool is here, or it is too old. */
  put(chainId: number, pool: string, state: PoolState): void
  /** Notes the newest block: states of blocks too far below it are unknown from then on. */
  onHead(chainId: number, blockNumber: number): void
  /** Forgets all states of a chain, for example because its blocks were replaced. */
  clear(chainId: number): void
  /** Pools that were not taken in because there are too many. */
  readonly refused: number
}

export interface PoolCacheOptions {
  /** Most pools per chain. Beyond it, pools that were never read leave; further ones are refused. @default 2,048 */
  readonly capacity?: number
  /** How many blocks below the newest head a state may be. @default 5 */
  readonly maxAgeBlocks?: number
}

interface Entry {
  state: PoolState | null
  readonly pair: string
  /** There is such a pool: it was read at least once. */
  wasRead: boolean
  /** Questions since the last call of `wanted`. */
  asked: number
  /** Calls of `wanted` since the last question. */
  idle: number
}

interface ChainPools {
  readonly entries: Map<string, Entry>
  readonly pairs: PoolPairs
  /** Entries that were never read. */
  unread: number
  oldestBlock: number
}

const DEFAULT_CAPACITY = 2_048
const DEFAULT_MAX_AGE = 5
const MAX_CHAINS = 64
/** A pool that nobody asked for during so many rounds is forgotten; one that was never read, sooner. */
const MAX_IDLE_ROUNDS = 64
const MAX_IDLE_UNREAD = 8
/** The part of the pools that makes room at once, so that a flood costs little for each. */
const ROOM_PART = 8
const NOTHING: readonly string[] = []

export function createPoolCache(options: PoolCacheOptions = {}): PoolCache {
  const capacity = positive('capacity', options.capacity ?? DEFAULT_CAPACITY)
  const maxAge = positive('maxAgeBlocks', options.maxAgeBlocks ?? DEFAULT_MAX_AGE)
  const chains = new Map<number, ChainPools>()
  let refused = 0

  const poolsOf = (chainId: number): ChainPools | null => {
    const known = chains.get(chainId)
    if (known !== undefined) return known
    if (chains.size >= MAX_CHAINS) return null
    const pools = { entries: new Map(), pairs: createPoolPairs(), unread: 0, oldestBlock: -Infinity }
    chains.set(chainId, pools)
    return pools
  }
  const add = (pools: ChainPools, pool: string): void => {
    if (pools.entries.size >= capacity) refused += makeRoom(pools, Math.ceil(capacity / ROOM_PART))
    if (pools.entries.size >= capacity) {
      refused++
      return
    }
    const entry: Entry = { state: null, pair: pairOf(pool), wasRead: false, asked: 1, idle: 0 }
    pools.entries.set(detached(pool), entry)
    pools.unread++
  }

  return {
    latest(chainId, pool) {
      const pools = poolsOf(chainId)
      const entry = pools?.entries.get(pool)
      if (entry !== undefined) {
        entry.asked++
        return entry.state
      }
      if (pools === null) refused++
      else add(pools, pool)
      return null
    },
    ofPair: (chainId, pair) => chains.get(chainId)?.pairs.of(pair) ?? NOTHING,
    wanted(chainId) {
      const pools = chains.get(chainId)
      if (pools === undefined) return NOTHING
      const order: { readonly pool: string; readonly asked: number; readonly idle: number }[] = []
      for (const [pool, entry] of pools.entries) {
        entry.idle = entry.asked > 0 ? 0 : entry.idle + 1
        if (entry.idle > (entry.wasRead ? MAX_IDLE_ROUNDS : MAX_IDLE_UNREAD)) {
          remove(pools, pool, entry)
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
      if (!entry.wasRead) pools.unread--
      entry.wasRead = true
      if (state.blockNumber < Math.max(pools.oldestBlock, entry.state?.blockNumber ?? 0)) return
      if (entry.state === null) pools.pairs.join(entry.pair, pool)
      entry.state = state
    },
    onHead(chainId, blockNumber) {
      const pools = chains.get(chainId)
      if (pools === undefined) return
      pools.oldestBlock = blockNumber - maxAge
      for (const [pool, entry] of pools.entries) {
        if (entry.state === null || entry.state.blockNumber >= pools.oldestBlock) continue
        entry.state = null
        pools.pairs.leave(entry.pair, pool)
      }
    },
    clear(chainId) {
      const pools = chains.get(chainId)
      if (pools === undefined) return
      for (const entry of pools.entries.values()) entry.state = null
      pools.pairs.clear()
      pools.oldestBlock = -Infinity
    },
    get refused(): number {
      return refused
    },
  }
}

/** Lets go of pools that were never read, the oldest first, those asked for once before others. @returns how many */
function makeRoom(pools: ChainPools, wanted: number): number {
  let gone = 0
  for (const most of [1, Infinity]) {
    if (gone > 0 || pools.unread === 0) break
    for (const [pool, entry] of pools.entries) {
      if (gone >= wanted) break
      if (entry.wasRead || entry.asked > most) continue
      remove(pools, pool, entry)
      gone++
    }
  }
  return gone
}

function remove(pools: ChainPools, pool: string, entry: Entry): void {
  pools.entries.delete(pool)
  if (!entry.wasRead) pools.unread--
  if (entry.state !== null) pools.pairs.leave(entry.pair, pool)
}

function positive(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value > 0) return value
  throw new RangeError(`pool cache: ${name} ${value} is no positive number`)
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
