import type { DraftOf, Json, OpportunityQuery, OpportunityRow } from '@org/events'
import type { StateSum } from '../memory/state-sum.ts'
import type { LineSource } from './line-source.ts'
import { createRanking, type Ranked } from './ranking.ts'
import { createRecentRows, type RecentRow } from './recent-rows.ts'
import { derivedRowJson } from './transaction-rows.ts'

/** What a list of opportunities is asked for. */
type OpportunityFilter = Pick<OpportunityQuery, 'limit' | 'chainId' | 'minScore' | 'strategy'>

/**
 * The newest opportunities, one row per opportunity id and chain, in order of time and of score. A list narrowed to
 * a chain or a strategy passes over what it does not want: reading costs at most what is held.
 */
export interface Opportunities {
  apply(seq: number, draft: DraftOf<'OppDetected'>): void
  /** Lets go of rows whose lines are gone. */
  forgetBelow(firstSeq: number): void
  newest(filter: OpportunityFilter): readonly Json<OpportunityRow>[]
  /** Highest score first; of equal scores the newer first. */
  ranked(filter: OpportunityFilter): readonly Json<OpportunityRow>[]
  /** Opportunities held. */
  count(chainId?: number): number
  /** Over everything that is held. */
  readonly sum: StateSum
}

interface OpportunityEntry extends RecentRow<OpportunityRow>, Ranked<OpportunityEntry> {
  readonly strategy: string
}

export function createOpportunities(capacity: number, lines: LineSource): Opportunities {
  const ranking = createRanking<OpportunityEntry>()
  const rows = createRecentRows<OpportunityEntry>(capacity, ranking.remove)

  return {
    sum: rows.sum,
    forgetBelow: rows.forgetBelow,
    apply(seq: number, { chain_id: chainId, data }: DraftOf<'OppDetected'>): void {
      const row: OpportunityEntry = {
        seq,
        chainId,
        key: data.opportunity_id,
        place: seq,
        checksum: lines.checksum(seq),
        json: null,
        strategy: data.strategy,
        score: data.score,
        newer: null,
        older: null,
      }
      rows.add(row)
      ranking.add(row)
    },
    newest: (filter) => select(rows.newest(), filter, lines),
    ranked: (filter) => select(ranking.from(filter.minScore ?? 0), filter, lines),
    count: rows.count,
  }
}

/** The first rows that the filter lets through. */
function select(
  rows: Iterable<OpportunityEntry>,
  { limit, chainId, minScore = 0, strategy }: OpportunityFilter,
  lines: LineSource,
): readonly Json<OpportunityRow>[] {
  const found: Json<OpportunityRow>[] = []
  for (const row of rows) {
    if (found.length >= limit) break
    if (row.score < minScore) continue
    if (chainId !== undefined && row.chainId !== chainId) continue
    if (strategy !== undefined && row.strategy !== strategy) continue
    row.json ??= derivedRowJson<OpportunityRow>(row.seq, row.chainId, lines)
    found.push(row.json)
  }
  return found
}
