import { type Expression, stretched } from '../figures/expression.ts'

/** A condition that somebody has to hear of, as data. */
export interface AlertRule {
  /** The same here, for Prometheus, and as the heading of what to do in `docs/operations.md`. */
  readonly name: string
  /** `critical`: data is lost or not seen. `warning`: it soon may be. */
  readonly severity: 'critical' | 'warning'
  readonly summary: string
  readonly expression: Expression
  readonly comparison: '>' | '<'
  readonly threshold: number
  /** Of value and threshold; `ratio` is from 0 to 1. */
  readonly unit: 's' | 'ratio' | 'events' | 'clients'
  /** Seconds that the condition holds without a break before it counts. */
  readonly forSeconds: number
  /** The first thing to do. */
  readonly action: string
}

/** Where it is said what an alert means, what to look at and what to do. */
export function runbookOf(rule: AlertRule): string {
  return `docs/operations.md#${rule.name.toLowerCase()}`
}

/** Of how long something lasts already: a gauge that goes with the time. */
function isAge({ expression, unit }: AlertRule): boolean {
  return expression.kind === 'now' && unit === 's'
}

/**
 * The same rules over times that are so many times as long, ages among them; what is measured, as a delay, stays. For
 * tests, with a factor below one.
 */
export function stretchedRules(rules: readonly AlertRule[], factor: number): readonly AlertRule[] {
  return rules.map((rule) => ({
    ...rule,
    expression: stretched(rule.expression, factor),
    forSeconds: rule.forSeconds * factor,
    threshold: isAge(rule) ? rule.threshold * factor : rule.threshold,
  }))
}
