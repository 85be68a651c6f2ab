import { type FeatureCount, type FeatureRow, type Json, type StoredOf, toJson } from '@org/events'
import { createRecentRows, type RecentRow } from './recent-rows.ts'
import { whereabouts } from './transaction-rows.ts'

/** The features of the newest analysed transactions, one row per transaction, and their counts. */
export interface Features {
  apply(event: StoredOf<'TxFeatures'>): void
  /** Newest first. */
  recent(limit: number, chainId?: number): readonly Json<FeatureRow>[]
  /** Of what is held: highest count first, then by protocol and category. */
  counts(chainId?: number): readonly FeatureCount[]
}

interface Count {
  readonly protocol: string
  readonly category: string
  count: number
}

type FeatureEntry = RecentRow<'TxFeatures', FeatureRow>

/** Lists are named by chain; the empty name is that of all. */
const groupName = (chainId?: number): string => (chainId === undefined ? '' : String(chainId))

export function createFeatures(capacity: number): Features {
  const counts = new Map<string, Map<string, Count>>()

  function count(row: FeatureEntry, step: 1 | -1): void {
    const { protocol, category } = row.event.data
    const key = `${category}:${protocol}`
    for (const name of [groupName(), groupName(row.event.chain_id)]) {
      let group = counts.get(name)
      if (group === undefined) {
        group = new Map()
        counts.set(name, group)
      }
      const known = group.get(key) ?? { protocol, category, count: 0 }
      known.count += step
      if (known.count > 0) group.set(key, known)
      else group.delete(key)
      if (group.size === 0) counts.delete(name)
    }
  }

  const rows = createRecentRows<'TxFeatures', FeatureRow>({
    capacity,
    keyOf: (event) => `${event.chain_id}:${event.tx_hash}`,
    groupsOf: (event) => [groupName(), groupName(event.chain_id)],
    onAdd: (row) => count(row, 1),
    onRemove: (row) => count(row, -1),
  })

  return {
    apply: (event) => rows.apply(event),
    recent(limit: number, chainId?: number): readonly Json<FeatureRow>[] {
      const found: Json<FeatureRow>[] = []
      for (const row of rows.newest(groupName(chainId))) {
        if (found.length >= limit) break
        row.json ??= toJson<FeatureRow>({ ...row.event.data, ...whereabouts(row.event) })
        found.push(row.json)
      }
      return found
    },
    counts(chainId?: number): readonly FeatureCount[] {
      const group = [...(counts.get(groupName(chainId))?.values() ?? [])]
      return group
        .map(({ protocol, category, count: held }) => ({ protocol, category, count: held }))
        .sort(
          (left, right) =>
            right.count - left.count ||
            compareText(left.protocol, right.protocol) ||
            compareText(left.category, right.category),
        )
    },
  }
}

/** By code units: the same on every machine, whatever its locale. */
function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}
