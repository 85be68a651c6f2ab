import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../repository.ts'
import { grafanaDashboard } from './grafana-dashboard.ts'
import { prometheusRules } from './prometheus-rules.ts'
import { alertTable, figureTables } from './tables.ts'

/** What is written from the tables of `@org/viz-api`: path in the repository → text. */
export function opsFiles(): ReadonlyMap<string, string> {
  const page = readFileSync(join(ROOT, 'docs/alerts.md'), 'utf8')
  return new Map([
    ['ops/prometheus/alerts.yml', prometheusRules()],
    ['ops/grafana/mevscope.json', `${JSON.stringify(grafanaDashboard(), null, 2)}\n`],
    ['docs/alerts.md', withPart(withPart(page, 'alerts', alertTable()), 'figures', figureTables())],
  ])
}

/** Puts a text between the marks of its name. */
function withPart(page: string, name: string, text: string): string {
  const [begin, end] = [`<!-- ${name}: written by \`npx -y pnpm@12 ops\` -->`, `<!-- /${name} -->`]
  const from = page.indexOf(begin)
  const to = page.indexOf(end)
  if (from === -1 || to < from) throw new Error(`docs/alerts.md has no place for ${name}`)
  return `${page.slice(0, from + begin.length)}\n\n${text}\n${page.slice(to)}`
}
