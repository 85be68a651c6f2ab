import type { DraftOf, FeatureCount, FeatureRow, Json } from '@org/events'
import type { StateSum } from '../memory/state-sum.ts'
import type { LineSource } from './line-source.ts'
import { createRecentRows, type RecentRow } from './recent-rows.ts'
import { derivedRowJson } from './transaction-rows.ts'

/** The features of the newest analysed transactions, one row per transaction, and their counts. */
export interface Features {
  apply(seq: number, draft: DraftOf<'TxFeatures'>): void
  /** Lets go of rows whose lines are gone. */
  forgetBelow(firstSeq: number): void
  /** Newest first. Of one chain, it passes over the rows of others: reading costs at most what is held. */
  recent(limit: number, chainId?: number): readonly Json<FeatureRow>[]
  /** Of what is held: highest count first, then by protocol and category. */
  counts(chainId?: number): readonly FeatureCount[]
  /** Over everything that is held. */
  readonly sum: StateSum
}

interface Count {
  readonly protocol: string
  readonly category: string
  readonly chainId: number
  count: number
}

interface FeatureEntry extends RecentRow<FeatureRow> {
  readonly counted: Count
}

export function createFeatures(capacity: number, lines: LineSource): Features {
  const rows = createRecentRows<FeatureEntry>(capacity, (row) => {
    row.counted.count--
  })
  // By chain, protocol and category: few of each, so a count that falls to zero may stay.
  const chains = new Map<number, Map<string, Map<string, Count>>>()
  const all: Count[] = []

  function countOf(chainId: number, protocol: string, category: string): Count {
    const known = chains.get(chainId)?.get(protocol)?.get(category)
    if (known !== undefined) return known
    const count: Count = { protocol, category, chainId, count: 0 }
    const chain = chains.get(chainId) ?? new Map<string, Map<string, Count>>()
    const categories = chain.get(protocol) ?? new Map<string, Count>()
    chains.set(chainId, chain.set(protocol, categories.set(category, count)))
    all.push(count)
    return count
  }

  return {
    sum: rows.sum,
    forgetBelow: rows.forgetBelow,
    apply(seq: number, draft: DraftOf<'TxFeatures'>): void {
      const counted = countOf(draft.chain_id, draft.data.protocol, draft.data.category)
      counted.count++
      rows.add({
        seq,
        chainId: draft.chain_id,
        key: draft.tx_hash,
        place: seq,
        checksum: lines.checksum(seq),
        json: null,
        counted,
      })
    },
    recent(limit: number, chainId?: number): readonly Json<FeatureRow>[] {
      const found: Json<FeatureRow>[] = []
      for (const row of rows.newest()) {
        if (found.length >= limit) break
        if (chainId !== undefined && row.chainId !== chainId) continue
        row.json ??= derivedRowJson<FeatureRow>(row.seq, row.chainId, lines)
        found.push(row.json)
      }
      return found
    },
    counts(chainId?: number): readonly FeatureCount[] {
      const sums = new Map<string, { protocol: string; category: string; count: number }>()
      for (const { protocol, category, chainId: chain, count } of all) {
        if (count === 0 || (chainId !== undefined && chain !== chainId)) continue
        const key = `${category}:${protocol}`
        const sum = sums.get(key)
        if (sum === undefined) sums.set(key, { protocol, category, count })
        else sum.count += count
      }
      return [...sums.values()].sort(
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
