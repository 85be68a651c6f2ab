import type { Clock, Logger, MetricsReader } from '@org/events'
import { FIGURE_SECTIONS } from '../figures/figure-table.ts'
import { createMetricsWatch, type MetricsWatch } from '../figures/metrics-watch.ts'
import { type AlertDecision, createAlertEvaluator } from './alert-evaluator.ts'
import type { AlertRule } from './alert-rule.ts'

/** The process as its own watchman: figures of late, and what is to be said of them. */
export interface SelfWatch extends MetricsWatch {
  /** Time between two readings, in milliseconds. */
  readonly sampleMs: number
  decisions(): readonly AlertDecision[]
}

export interface SelfWatchOptions {
  readonly metrics: MetricsReader
  readonly rules: readonly AlertRule[]
  readonly sampleMs: number
  readonly clock: Clock
  readonly logger: Logger
}

/** One reading of the metrics serves figures and alerts; after each the alerts are decided anew. */
export function createSelfWatch(options: SelfWatchOptions): SelfWatch {
  const { rules, sampleMs, clock, logger } = options
  const alerts = createAlertEvaluator(rules, logger)
  const figures = FIGURE_SECTIONS.flatMap((section) => section.figures)
  const watch = createMetricsWatch({
    metrics: options.metrics,
    expressions: [...figures, ...rules].map(({ expression }) => expression),
    sampleMs,
    clock,
    logger,
    onRead: () => alerts.evaluate(watch.value, clock.nowUs()),
  })
  return { ...watch, sampleMs, decisions: alerts.decisions }
}
