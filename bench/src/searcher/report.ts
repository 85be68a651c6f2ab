import type { Confusion } from './confusion.ts'
import type { Evaluation } from './evaluate.ts'
import { averagePrecision, ndcg, precisionAt } from './rank-quality.ts'
import { SWAP_VERDICTS } from './swap-agreement.ts'

const RANK_DEPTHS = [10, 50] as const

/** The evaluation as Markdown. */
export function report(name: string, result: Evaluation): string {
  const { category, protocol, venue } = result
  return [
    `# ${name}: ${result.transactions} transactions, ${category.total()} with a category`,
    section('category', category),
    groups(result),
    section('protocol', protocol),
    section('family of the traded pools', venue),
    swaps(result),
    rankings(result),
    taken(result),
    unlabelled(result),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

/** Precision, recall and the confusion of one label. */
export function section(title: string, confusion: Confusion): string {
  if (confusion.total() === 0) return ''
  const names = confusion.classes()
  const head = `## ${title}: ${percent(confusion.accuracy())} of ${confusion.total()} right`
  const results = table(
    ['', 'truth', 'taken for', 'right', 'precision', 'recall'],
    names.map((name) => {
      const { truths, predictions, hits, precision, recall } = confusion.result(name)
      return [name, truths, predictions, hits, percent(precision), percent(recall)]
    }),
  )
  const counts = table(
    ['truth ↓ taken for →', ...names],
    names
      .filter((truth) => confusion.result(truth).truths > 0)
      .map((truth) => [truth, ...names.map((name) => confusion.count(truth, name) || '·')]),
  )
  return `${head}\n\n${results}\n\n${counts}`
}

function groups({ byGroup }: Evaluation): string {
  if (byGroup.size < 2) return ''
  const rows = [...byGroup].map(([name, confusion]) => [
    name,
    confusion.total(),
    percent(confusion.accuracy()),
  ])
  return `## category by group\n\n${table(['group', 'transactions', 'right'], rows)}`
}

function swaps({ swaps: counts }: Evaluation): string {
  const executed = counts.right + counts.amount + counts.limit + counts.missed
  if (executed + counts.invented === 0) return ''
  const rows = SWAP_VERDICTS.map((verdict) => [verdict, counts[verdict]])
  return `## swaps: ${executed} executed\n\n${table(['verdict', 'swaps'], rows)}`
}

function rankings({ rankings: lists }: Evaluation): string {
  const rows = [...lists].sort().flatMap(([name, items]) => {
    if (items.length < 2) return []
    const cells = RANK_DEPTHS.flatMap((k) => [decimal(ndcg(items, k)), percent(precisionAt(items, k))])
    return [[name, items.length, ...cells]]
  })
  if (rows.length === 0) return ''
  const titles = RANK_DEPTHS.flatMap((k) => [`NDCG@${k}`, `precision@${k}`])
  return `## rank against the native coins that were moved\n\n${table(['by', 'ranked', ...titles], rows)}`
}

function taken({ taken: lists }: Evaluation): string {
  const rows = [...lists].map(([name, items]) => {
    const hits = items.filter(({ truth }) => truth > 0)
    const found = items.filter(({ score }) => score > 0)
    const both = hits.filter(({ score }) => score > 0)
    return [name, items.length, hits.length, found.length, both.length, decimal(averagePrecision(items))]
  })
  if (rows.length === 0) return ''
  const titles = ['strategy', 'transactions', 'taken by others', 'found', 'both', 'average precision']
  return `## opportunities that others took within the block\n\n${table(titles, rows)}`
}

function unlabelled({ unlabelled: reasons, unlabelledPredictions }: Evaluation): string {
  if (reasons.size === 0) return ''
  const rows = (counts: ReadonlyMap<string, number>) => [...counts].sort(([, a], [, b]) => b - a)
  return [
    '## without a category (not counted above)',
    table(['why', 'transactions'], rows(reasons)),
    table(['taken for', 'transactions'], rows(unlabelledPredictions)),
  ].join('\n\n')
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

function percent(share: number | null): string {
  return share === null ? '–' : `${(share * 100).toFixed(1)} %`
}

function decimal(value: number | null): string {
  return value === null ? '–' : value.toFixed(3)
}
