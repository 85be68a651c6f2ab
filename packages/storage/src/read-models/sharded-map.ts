/** A map by text in many small parts. */
export interface ShardedMap<Key extends string, Value> {
  readonly size: number
  get(key: Key): Value | undefined
  set(key: Key, value: Value): void
  delete(key: Key): boolean
  /** In no particular order. */
  values(): Generator<Value, void, undefined>
}

const SHARDS = 64

/**
 * A `Map` that things enter and leave all the time is built anew whenever its free room is used up: with 50,000 entries
 * that held everything up for 10 to 30 ms, now and then. Each of these parts takes a sixty-fourth of that.
 */
export function createShardedMap<Key extends string, Value>(): ShardedMap<Key, Value> {
  const shards: (Map<Key, Value> | undefined)[] = new Array<undefined>(SHARDS).fill(undefined)
  let size = 0
  return {
    get size(): number {
      return size
    },
    get: (key) => shards[shardOf(key)]?.get(key),
    set(key, value) {
      const index = shardOf(key)
      let shard = shards[index]
      if (shard === undefined) {
        shard = new Map()
        shards[index] = shard
      }
      const before = shard.size
      shard.set(key, value)
      size += shard.size - before
    },
    delete(key) {
      const deleted = shards[shardOf(key)]?.delete(key) ?? false
      if (deleted) size -= 1
      return deleted
    },
    *values() {
      for (const shard of shards) if (shard !== undefined) yield* shard.values()
    },
  }
}

/** By its end: hashes and ids are as good as random there. */
function shardOf(key: string): number {
  const last = key.length - 1
  // `NaN` of a text too short for it counts as 0.
  return (31 * key.charCodeAt(last - 1) + key.charCodeAt(last)) & (SHARDS - 1)
}
