import type { EventFilter, EventKind } from '@org/events'

/** A filter with the key under which equal filters meet. */
export interface StreamFilter {
  readonly key: string
  readonly filter: EventFilter
}

/** What a client may ask to see; an absent field does not filter. */
export interface FilterQuery {
  readonly kinds?: readonly EventKind[] | undefined
  readonly chain_id?: number | undefined
  readonly min_score?: number | undefined
}

/** Equal filters, in whatever order they were written, get equal keys. */
export function toStreamFilter(query: FilterQuery): StreamFilter {
  const kinds = query.kinds === undefined ? undefined : [...new Set(query.kinds)].sort()
  return {
    key: [kinds?.join(',') ?? '*', query.chain_id ?? '*', query.min_score ?? '*'].join('|'),
    filter: {
      ...(kinds === undefined ? {} : { kinds: new Set(kinds) }),
      ...(query.chain_id === undefined ? {} : { chainId: query.chain_id }),
      ...(query.min_score === undefined ? {} : { minScore: query.min_score }),
    },
  }
}
