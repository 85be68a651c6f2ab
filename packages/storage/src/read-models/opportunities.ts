import { type Json, type OpportunityQuery, type OpportunityRow, type StoredOf, toJson } from '@org/events'
import { createRecentRows, type RecentRow } from './recent-rows.ts'
import { createSortedList, type SortedList } from './sorted-list.ts'
import { opportunityRow } from './transaction-rows.ts'

/** What a list of opportunities is asked for. */
type OpportunityFilter = Pick<OpportunityQuery, 'limit' | 'chainId' | 'minScore' | 'strategy'>

/** The newest opportunities, one row per opportunity id and chain, in order of time and of score. */
export interface Opportunities {
  apply(event: StoredOf<'OppDetected'>): void
  newest(filter: OpportunityFilter): readonly Json<OpportunityRow>[]
  /** Highest score first; of equal scores the newer first. Costs what it returns. */
  ranked(filter: OpportunityFilter): readonly Json<OpportunityRow>[]
  /** Opportunities held. */
  count(chainId?: number): number
}

type OpportunityEntry = RecentRow<'OppDetected', OpportunityRow>

/** Lists are named by what they are narrowed to. */
const groupName = (chainId?: number, strategy?: string): string =>
  `${chainId ?? ''}:${strategy === undefined ? '' : `=${strategy}`}`

function groupsOf(event: StoredOf<'OppDetected'>): readonly string[] {
  const { strategy } = event.data
  return [
    groupName(),
    groupName(event.chain_id),
    groupName(undefined, strategy),
    groupName(event.chain_id, strategy),
  ]
}

const byRank = (left: OpportunityEntry, right: OpportunityEntry): number =>
  right.event.data.score - left.event.data.score || right.event.seq - left.event.seq

export function createOpportunities(capacity: number): Opportunities {
  const rankings = new Map<string, SortedList<OpportunityEntry>>()

  const rows = createRecentRows<'OppDetected', OpportunityRow>({
    capacity,
    keyOf: (event) => `${event.chain_id}:${event.data.opportunity_id}`,
    groupsOf,
    onAdd(row: OpportunityEntry): void {
      for (const name of groupsOf(row.event)) {
        let ranking = rankings.get(name)
        if (ranking === undefined) {
          ranking = createSortedList(byRank)
          rankings.set(name, ranking)
        }
        ranking.add(row)
      }
    },
    onRemove(row: OpportunityEntry): void {
      for (const name of groupsOf(row.event)) {
        const ranking = rankings.get(name)
        ranking?.remove(row)
        if (ranking?.size === 0) rankings.delete(name)
      }
    },
  })

  function encode(row: OpportunityEntry): Json<OpportunityRow> {
    row.json ??= toJson(opportunityRow(row.event))
    return row.json
  }

  return {
    apply: (event) => rows.apply(event),
    newest(filter: OpportunityFilter): readonly Json<OpportunityRow>[] {
      const found: Json<OpportunityRow>[] = []
      const least = filter.minScore ?? Number.NEGATIVE_INFINITY
      for (const row of rows.newest(groupName(filter.chainId, filter.strategy))) {
        if (found.length >= filter.limit) break
        if (row.event.data.score >= least) found.push(encode(row))
      }
      return found
    },
    ranked(filter: OpportunityFilter): readonly Json<OpportunityRow>[] {
      const found: Json<OpportunityRow>[] = []
      const least = filter.minScore ?? Number.NEGATIVE_INFINITY
      for (const row of rankings.get(groupName(filter.chainId, filter.strategy)) ?? []) {
        if (found.length >= filter.limit || row.event.data.score < least) break
        found.push(encode(row))
      }
      return found
    },
    count: (chainId) => rankings.get(groupName(chainId))?.size ?? 0,
  }
}
