import type { Expression, Match } from './expression.ts'

/** An expression in the language of Prometheus. */
export function toPromQl(expression: Expression): string {
  switch (expression.kind) {
    case 'now':
      return selector(expression.metric, expression.match)
    case 'total':
      return `sum${by(expression.by)}(${selector(expression.metric, expression.match)})`
    case 'increase':
    case 'rate': {
      const { kind, metric, match, seconds } = expression
      return `sum${by(expression.by)}(${kind}(${selector(metric, match)}[${duration(seconds)}]))`
    }
    case 'quantile': {
      const { metric, match, seconds } = expression
      const buckets = `sum by (${['le', ...expression.by].join(', ')}) (rate(${selector(`${metric}_bucket`, match)}[${duration(seconds)}]))`
      return `histogram_quantile(${expression.quantile}, ${buckets})`
    }
    case 'ratio':
      return `${operand(expression.of)} / ${operand(expression.to)}`
    case 'sum':
      return expression.terms.map(operand).join(' + ')
    case 'least':
      return `${operand(expression.of)} >= ${expression.value}`
  }
}

/** Seconds as Prometheus writes a duration. */
export function duration(seconds: number): string {
  if (!Number.isInteger(seconds)) return `${Math.round(seconds * 1000)}ms`
  if (seconds > 0 && seconds % 3600 === 0) return `${seconds / 3600}h`
  return seconds > 0 && seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`
}

function operand(expression: Expression): string {
  const text = toPromQl(expression)
  const isCompound = expression.kind === 'ratio' || expression.kind === 'sum' || expression.kind === 'least'
  return isCompound ? `(${text})` : text
}

function by(labels: readonly string[]): string {
  return labels.length === 0 ? '' : ` by (${labels.join(', ')}) `
}

function selector(metric: string, match: readonly Match[]): string {
  if (match.length === 0) return metric
  return `${metric}{${match.map(({ label, pattern }) => `${label}${operator(pattern)}"${pattern}"`).join(', ')}}`
}

function operator(pattern: string): string {
  return /^\w+$/.test(pattern) ? '=' : '=~'
}
