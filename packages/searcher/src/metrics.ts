import type { Counter, Histogram, Metrics } from '@org/events'

/** Metrics of one searcher. */
export interface SearcherMetrics {
  readonly analyzeSeconds: Histogram
  opportunities(strategy: string): Counter
  overruns(strategy: string): Counter
  suspensions(strategy: string): Counter
  errors(code: string): Counter
}

/** 1 µs to 10 ms: a whole analysis takes a few microseconds. */
const ANALYZE_BUCKETS = [
  1e-6, 2e-6, 5e-6, 1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 1e-2,
] as const

/** Declares the searcher's metrics; a label's child is taken once and kept by the caller. */
export function createSearcherMetrics(metrics: Metrics): SearcherMetrics {
  const opportunities = metrics.counter({
    name: 'searcher_opportunities_total',
    help: 'Opportunities detected, by strategy.',
    labelNames: ['strategy'],
  })
  const errors = metrics.counter({
    name: 'searcher_errors_total',
    help: 'Analyses and strategies that failed and were isolated, by error code.',
    labelNames: ['code'],
  })
  const overruns = metrics.counter({
    name: 'searcher_strategy_overruns_total',
    help: 'Transactions at which a strategy took longer than its time budget.',
    labelNames: ['strategy'],
  })
  const suspensions = metrics.counter({
    name: 'searcher_strategy_suspensions_total',
    help: 'Times a strategy was left out for a while after repeated overruns.',
    labelNames: ['strategy'],
  })
  return {
    analyzeSeconds: metrics
      .histogram({
        name: 'searcher_analyze_seconds',
        help: 'Time to analyse one transaction: decoding, features and strategies.',
        buckets: ANALYZE_BUCKETS,
      })
      .labels({}),
    opportunities: (strategy) => opportunities.labels({ strategy }),
    overruns: (strategy) => overruns.labels({ strategy }),
    suspensions: (strategy) => suspensions.labels({ strategy }),
    errors: (code) => errors.labels({ code }),
  }
}
