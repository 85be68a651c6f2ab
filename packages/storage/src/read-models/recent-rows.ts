import type { Json } from '@org/events'
import { addItem, createStateSum, removeItem, type StateSum } from '../memory/state-sum.ts'
import { createShardedMap, type ShardedMap } from './sharded-map.ts'
import { createTimeline } from './timeline.ts'

/** An event as a row of a list. */
export interface RecentRow<Row> {
  /** Number of the event. */
  readonly seq: number
  readonly chainId: number
  /** What the row is about. Of two events of one chain with the same key only the newer is a row. */
  readonly key: string
  /** `seq`; 0 once a newer event took its place or it became too old. */
  place: number
  /** A word on the content of its line. */
  readonly checksum: number
  /** Encoded when first asked for. */
  json: Json<Row> | null
}

/** The newest events of a kind, one per chain and key. */
export interface RecentRows<Entry> {
  add(row: Entry): void
  /** Lets go of rows whose lines are gone. */
  forgetBelow(firstSeq: number): void
  /** Newest first. */
  newest(): Generator<Entry, void, undefined>
  /** Rows that are held. */
  count(chainId?: number): number
  /** Over everything that is held. */
  readonly sum: StateSum
}

/**
 * @param capacity events that are held, at least 1; the oldest leave.
 * @param onLeave hears of each row that is not held any more.
 */
export function createRecentRows<Entry extends RecentRow<unknown>>(
  capacity: number,
  onLeave: (row: Entry) => void,
): RecentRows<Entry> {
  // A row whose place was taken stays in its slot until that is the oldest.
  const slots = createTimeline<Entry>((row) => row.place)
  // Chains come from configuration, so there are few.
  const chains = new Map<number, ShardedMap<string, Entry>>()
  const sum = createStateSum()

  function leave(row: Entry): void {
    row.place = 0
    removeItem(sum, row.seq, row.checksum)
    onLeave(row)
  }

  function dropOldest(): void {
    const oldest = slots.shift()
    if (oldest === undefined || oldest.place === 0) return
    chains.get(oldest.chainId)?.delete(oldest.key)
    leave(oldest)
  }

  return {
    sum,
    add(row: Entry): void {
      let rows = chains.get(row.chainId)
      if (rows === undefined) {
        rows = createShardedMap()
        chains.set(row.chainId, rows)
      }
      const known = rows.get(row.key)
      if (known !== undefined) leave(known)
      rows.set(row.key, row)
      slots.push(row)
      addItem(sum, row.seq, row.checksum)
      while (slots.size > capacity) dropOldest()
    },
    forgetBelow(firstSeq: number): void {
      while (slots.size > 0 && slots.oldestPlace() < firstSeq) dropOldest()
    },
    newest: () => slots.below(Number.POSITIVE_INFINITY),
    count(chainId?: number): number {
      if (chainId !== undefined) return chains.get(chainId)?.size ?? 0
      let sum = 0
      for (const rows of chains.values()) sum += rows.size
      return sum
    },
  }
}
