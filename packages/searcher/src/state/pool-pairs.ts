/** Names of pools by their pair, as answers give them. */
export interface PoolPairs {
  /** In order of name, at most eight of them. */
  of(pair: string): readonly string[]
  join(pair: string, pool: string): void
  leave(pair: string, pool: string): void
  clear(): void
}

interface Pair {
  readonly all: Set<string>
  named: readonly string[]
}

/** Pools of one pair that answers name. */
const MOST_NAMED = 8
const NOTHING: readonly string[] = []

export function createPoolPairs(): PoolPairs {
  const pairs = new Map<string, Pair>()
  return {
    of: (pair) => pairs.get(pair)?.named ?? NOTHING,
    join(name, pool) {
      const pair = pairs.get(name) ?? { all: new Set(), named: NOTHING }
      pairs.set(name, pair)
      pair.all.add(pool)
      pair.named = [...pair.all].sort().slice(0, MOST_NAMED)
    },
    leave(name, pool) {
      const pair = pairs.get(name)
      if (pair === undefined || !pair.all.delete(pool)) return
      if (pair.all.size === 0) pairs.delete(name)
      else pair.named = [...pair.all].sort().slice(0, MOST_NAMED)
    },
    clear: () => pairs.clear(),
  }
}
