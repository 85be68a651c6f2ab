import type { Json, StoredOf } from '@org/events'
import { createTimeline, type Placed, type Timeline } from './timeline.ts'

/** Kinds whose events are rows by themselves. */
export type RowKind = 'TxFeatures' | 'OppDetected'

/** An event as a row of a list. */
export interface RecentRow<K extends RowKind, Row> extends Placed {
  readonly event: StoredOf<K>
  /** Encoded when first asked for. */
  json: Json<Row> | null
}

/** The newest events of a kind, one per key, in lists by group. */
export interface RecentRows<K extends RowKind, Row> {
  apply(event: StoredOf<K>): void
  /** Newest first. */
  newest(group: string): Generator<RecentRow<K, Row>, void, undefined>
  /** Rows that are held. */
  readonly size: number
}

export interface RecentRowsOptions<K extends RowKind, Row> {
  /** Events that are held, at least 1; the oldest leave. */
  readonly capacity: number
  /** Of two events with the same key only the newer is a row. */
  readonly keyOf: (event: StoredOf<K>) => string
  /** The lists an event stands in. */
  readonly groupsOf: (event: StoredOf<K>) => readonly string[]
  readonly onAdd: (row: RecentRow<K, Row>) => void
  readonly onRemove: (row: RecentRow<K, Row>) => void
}

export function createRecentRows<K extends RowKind, Row>(
  options: RecentRowsOptions<K, Row>,
): RecentRows<K, Row> {
  const rows = new Map<string, RecentRow<K, Row>>()
  const all = createTimeline<RecentRow<K, Row>>()
  const groups = new Map<string, Timeline<RecentRow<K, Row>>>()

  function leave(row: RecentRow<K, Row>): void {
    row.place = 0
    options.onRemove(row)
  }

  function evictOldest(): void {
    const place = all.oldestPlace()
    const row = all.shift()
    if (row === undefined) return
    if (row.place === place) {
      rows.delete(options.keyOf(row.event))
      leave(row)
    }
    // Every list a row stands in has its slot, in the same order as the whole.
    for (const name of options.groupsOf(row.event)) {
      const group = groups.get(name)
      group?.shift()
      if (group?.size === 0) groups.delete(name)
    }
  }

  return {
    get size(): number {
      return rows.size
    },
    apply(event: StoredOf<K>): void {
      const key = options.keyOf(event)
      const known = rows.get(key)
      if (known !== undefined) leave(known)
      const row: RecentRow<K, Row> = { place: event.seq, event, json: null }
      rows.set(key, row)
      all.push(row)
      for (const name of options.groupsOf(event)) {
        let group = groups.get(name)
        if (group === undefined) {
          group = createTimeline()
          groups.set(name, group)
        }
        group.push(row)
      }
      options.onAdd(row)
      if (all.size > options.capacity) evictOldest()
    },
    *newest(group: string): Generator<RecentRow<K, Row>, void, undefined> {
      yield* groups.get(group)?.below(Number.MAX_SAFE_INTEGER) ?? []
    },
  }
}
