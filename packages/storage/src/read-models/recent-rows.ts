import { createRing, type EncodedEvent, type Json } from '@org/events'

/** An event as a row of a list. */
export interface RecentRow<Row> {
  readonly event: EncodedEvent
  /** What the row is about. Of two events of one chain with the same key only the newer is a row. */
  readonly key: string
  /** False once a newer event took its place or it became too old. */
  held: boolean
  /** Encoded when first asked for. */
  json: Json<Row> | null
}

/** The newest events of a kind, one per chain and key. */
export interface RecentRows<Entry> {
  add(row: Entry): void
  /** Newest first. */
  newest(): Generator<Entry, void, undefined>
  /** Rows that are held. */
  count(chainId?: number): number
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
  const slots = createRing<Entry>(capacity)
  // Chains come from configuration, so there are few.
  const chains = new Map<number, Map<string, Entry>>()

  function leave(row: Entry): void {
    row.held = false
    onLeave(row)
  }

  return {
    add(row: Entry): void {
      let rows = chains.get(row.event.chainId)
      if (rows === undefined) {
        rows = new Map()
        chains.set(row.event.chainId, rows)
      }
      const known = rows.get(row.key)
      if (known !== undefined) leave(known)
      rows.set(row.key, row)
      const oldest = slots.push(row)
      if (oldest === undefined || !oldest.held) return
      chains.get(oldest.event.chainId)?.delete(oldest.key)
      leave(oldest)
    },
    *newest(): Generator<Entry, void, undefined> {
      for (let index = slots.size - 1; index >= 0; index--) {
        const row = slots.at(index)
        if (row?.held) yield row
      }
    },
    count(chainId?: number): number {
      if (chainId !== undefined) return chains.get(chainId)?.size ?? 0
      let sum = 0
      for (const rows of chains.values()) sum += rows.size
      return sum
    },
  }
}
