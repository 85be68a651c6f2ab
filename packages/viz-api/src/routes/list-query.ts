import type { ListQuery, OpportunityQuery } from '@org/events'

/** A list's parameters under their names on the wire. */
interface WireListQuery {
  readonly limit: number
  readonly chain_id?: number | undefined
  readonly cursor?: string | undefined
  readonly min_score?: number | undefined
  readonly strategy?: string | undefined
}

/** Wire names to the names of the ports; what was not given stays absent. */
export function toListQuery(query: WireListQuery): ListQuery & OpportunityQuery {
  return {
    limit: query.limit,
    ...(query.chain_id === undefined ? {} : { chainId: query.chain_id }),
    ...(query.cursor === undefined ? {} : { cursor: query.cursor }),
    ...(query.min_score === undefined ? {} : { minScore: query.min_score }),
    ...(query.strategy === undefined ? {} : { strategy: query.strategy }),
  }
}
