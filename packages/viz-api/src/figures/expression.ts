/** Series whose label is matched by a regular expression as a whole. */
export interface Match {
  readonly label: string
  readonly pattern: string
}

/** A leaf of an {@link Expression}: what is read of one metric. */
export type Reading =
  /** Every series as it is now. */
  | { readonly kind: 'now'; readonly metric: string; readonly match: readonly Match[] }
  /** A counter, summed by labels: now, or how much it grew in so many seconds, as a whole or per second. */
  | {
      readonly kind: 'total' | 'increase' | 'rate'
      readonly metric: string
      readonly match: readonly Match[]
      readonly by: readonly string[]
      readonly seconds: number
    }
  /** A quantile of what a histogram saw in so many seconds; `metric` is its name without `_bucket`. */
  | {
      readonly kind: 'quantile'
      readonly quantile: number
      readonly metric: string
      readonly match: readonly Match[]
      readonly by: readonly string[]
      readonly seconds: number
    }

/**
 * A question to the metrics, as data: evaluated in the process, and written as PromQL for who scrapes it. Both sides of
 * `ratio` and `sum` meet where their labels are the same.
 */
export type Expression =
  | Reading
  | { readonly kind: 'ratio'; readonly of: Expression; readonly to: Expression }
  | { readonly kind: 'sum'; readonly terms: readonly [Expression, Expression] }
  /** Only series of at least this value. */
  | { readonly kind: 'least'; readonly of: Expression; readonly value: number }

/** What narrows a reading, and by which labels it is summed. */
interface Narrowing {
  readonly match?: readonly Match[]
  readonly by?: readonly string[]
}

const PREFIX = 'mevscope_'
/** Names of other origin stay as they are. */
const fullName = (metric: string): string => (/^(?:process|nodejs)_/.test(metric) ? metric : PREFIX + metric)

export function now(metric: string, ...match: readonly Match[]): Expression {
  return { kind: 'now', metric: fullName(metric), match }
}

export function total(metric: string, { match = [], by = [] }: Narrowing = {}): Expression {
  return { kind: 'total', metric: fullName(metric), match, by, seconds: 0 }
}

export function increase(
  metric: string,
  seconds: number,
  { match = [], by = [] }: Narrowing = {},
): Expression {
  return { kind: 'increase', metric: fullName(metric), match, by, seconds }
}

export function rate(metric: string, seconds: number, { match = [], by = [] }: Narrowing = {}): Expression {
  return { kind: 'rate', metric: fullName(metric), match, by, seconds }
}

export function quantile(
  share: number,
  metric: string,
  seconds: number,
  { match = [], by = [] }: Narrowing = {},
): Expression {
  return { kind: 'quantile', quantile: share, metric: fullName(metric), match, by, seconds }
}

export function ratio(of: Expression, to: Expression): Expression {
  return { kind: 'ratio', of, to }
}

export function sum(one: Expression, other: Expression): Expression {
  return { kind: 'sum', terms: [one, other] }
}

export function atLeast(value: number, of: Expression): Expression {
  return { kind: 'least', of, value }
}

/** Everything that an expression reads. */
export function readingsOf(expression: Expression): readonly Reading[] {
  switch (expression.kind) {
    case 'ratio':
      return [...readingsOf(expression.of), ...readingsOf(expression.to)]
    case 'sum':
      return expression.terms.flatMap(readingsOf)
    case 'least':
      return readingsOf(expression.of)
    default:
      return [expression]
  }
}

/** The same question over times that are so many times as long. */
export function stretched(expression: Expression, factor: number): Expression {
  switch (expression.kind) {
    case 'ratio':
      return ratio(stretched(expression.of, factor), stretched(expression.to, factor))
    case 'sum':
      return sum(stretched(expression.terms[0], factor), stretched(expression.terms[1], factor))
    case 'least':
      return atLeast(expression.value, stretched(expression.of, factor))
    case 'now':
      return expression
    default:
      return { ...expression, seconds: expression.seconds * factor }
  }
}
