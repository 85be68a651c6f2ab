import { parser } from '@prometheus-io/lezer-promql'

/** What an expression of PromQL names. */
export interface PromQlNames {
  readonly metrics: ReadonlySet<string>
  /** Labels by the metric that they are asked of; those of a grouping are asked of every metric under it. */
  readonly labels: ReadonlyMap<string, ReadonlySet<string>>
}

/** Reads an expression with Prometheus' own grammar. @throws Error where that finds a fault */
export function namesOf(expression: string): PromQlNames {
  const labels = new Map<string, Set<string>>()
  /** Where each selector stands, so that a grouping finds those under it. */
  const selectors: { readonly from: number; readonly to: number; readonly metric: string }[] = []
  const groupings: { readonly from: number; readonly to: number; readonly names: string[] }[] = []
  const textAt = (from: number, to: number): string => expression.slice(from, to)

  parser.parse(expression).iterate({
    enter(node) {
      const { from, to } = node
      if (node.type.isError) throw new Error(`not PromQL at ${from}: ${expression}`)
      if (node.name === 'VectorSelector') {
        const metric = node.node.getChild('Identifier')
        if (metric === null) throw new Error(`a selector without a name: ${expression}`)
        const name = textAt(metric.from, metric.to)
        selectors.push({ from, to, metric: name })
        labels.set(name, labels.get(name) ?? new Set())
        node.node.cursor().iterate((inner) => {
          if (inner.name === 'LabelName') labels.get(name)?.add(textAt(inner.from, inner.to))
        })
      }
      if (node.name === 'AggregateExpr') {
        const names: string[] = []
        node.node
          .getChild('AggregateModifier')
          ?.cursor()
          .iterate((inner) => {
            if (inner.name === 'LabelName') names.push(textAt(inner.from, inner.to))
          })
        groupings.push({ from, to, names })
      }
    },
  })
  for (const grouping of groupings) {
    for (const { from, to, metric } of selectors) {
      if (from < grouping.from || to > grouping.to) continue
      for (const name of grouping.names) labels.get(metric)?.add(name)
    }
  }
  return { metrics: new Set(labels.keys()), labels }
}
