import type { Logger } from '@org/events'
import type { Expression } from '../figures/expression.ts'
import { toPromQl } from '../figures/promql.ts'
import type { Vector } from '../figures/vector.ts'
import { type AlertRule, runbookOf } from './alert-rule.ts'
import { type AlertState, createAlertMemory, type SeriesState } from './alert-state.ts'

/** What is decided on one rule. */
export interface AlertDecision {
  readonly rule: AlertRule
  readonly promQl: string
  readonly runbook: string
  readonly state: AlertState
  /** The worst value of all series; `null` while there is none. */
  readonly value: number | null
  /** Unix microseconds; `null` before the first evaluation. */
  readonly sinceUs: number | null
  readonly series: readonly SeriesState[]
}

/** Decides on every rule after each reading of the metrics. */
export interface AlertEvaluator {
  /** Judges all rules by the present values. */
  evaluate(read: (expression: Expression) => Vector, nowUs: number): void
  decisions(): readonly AlertDecision[]
}

/** @param logger hears when an alert begins and ends */
export function createAlertEvaluator(rules: readonly AlertRule[], logger: Logger): AlertEvaluator {
  const alerts = rules.map((rule) => ({
    rule,
    promQl: toPromQl(rule.expression),
    runbook: runbookOf(rule),
    memory: createAlertMemory(rule),
  }))

  return {
    evaluate(read, nowUs) {
      for (const { rule, memory, runbook } of alerts) {
        const before = memory.state
        memory.judge(read(rule.expression), nowUs)
        const after = memory.state
        if (before === after) continue
        const fields = { alert: rule.name, value: worstOf(rule, memory.series), threshold: rule.threshold }
        if (after === 'firing') logger.warn('an alert began', { ...fields, summary: rule.summary, runbook })
        else if (before === 'firing') logger.info('an alert ended', { ...fields, state: after })
      }
    },
    decisions: () =>
      alerts.map(({ rule, promQl, runbook, memory }) => ({
        rule,
        promQl,
        runbook,
        state: memory.state,
        value: worstOf(rule, memory.series),
        sinceUs: memory.sinceUs,
        series: memory.series,
      })),
  }
}

function worstOf(rule: AlertRule, series: readonly SeriesState[]): number | null {
  const values = series.flatMap(({ value }) => (value === null ? [] : [value]))
  if (values.length === 0) return null
  return rule.comparison === '>' ? Math.max(...values) : Math.min(...values)
}
