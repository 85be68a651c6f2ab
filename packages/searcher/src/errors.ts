import { MevscopeError } from '@org/events'

export const SEARCHER_ERROR_CODES = [
  /** A registry file does not fit its schema, or contradicts itself. */
  'REGISTRY_INVALID',
  /** Two strategies of one searcher have the same name. */
  'STRATEGY_DUPLICATE',
  /** A strategy threw while it looked at a transaction. Logged, never thrown to the caller. */
  'STRATEGY_FAILED',
  /** A strategy returned points that are not integers or do not sum to 0–100. Logged, never thrown to the caller. */
  'STRATEGY_BAD_SCORE',
  /** A strategy ran over its time budget again and again and is left out for a while. Logged, never thrown to the caller. */
  'STRATEGY_SUSPENDED',
  /** The analysis of a transaction threw: a defect of this package. Logged, never thrown to the caller. */
  'ANALYSIS_FAILED',
] as const
export type SearcherErrorCode = (typeof SEARCHER_ERROR_CODES)[number]

/** Errors of `@org/searcher`. */
export class SearcherError extends MevscopeError<SearcherErrorCode> {}
