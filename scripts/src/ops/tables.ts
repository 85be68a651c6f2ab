import { ALERT_RULES, type AlertRule, duration, FIGURE_SECTIONS, toPromQl } from '@org/viz-api'

/** The alerts as a table of docs/alerts.md. */
export function alertTable(): string {
  const rows = ALERT_RULES.map(
    (rule) =>
      `| [\`${rule.name}\`](operations.md#${rule.name.toLowerCase()}) | ${rule.severity} | ${rule.summary} | ${code(toPromQl(rule.expression))} | ${limit(rule)} | ${rule.forSeconds === 0 ? 'at once' : duration(rule.forSeconds)} |\n`,
  )
  return `| alert | severity | when | value | fires | after |\n|---|---|---|---|---|---|\n${rows.join('')}`
}

function limit({ comparison, threshold, unit }: AlertRule): string {
  const number = unit === 'ratio' ? `${threshold * 100} %` : `${threshold} ${unit}`
  return `${comparison} ${number}`
}

/** The figures of `/metrics/snapshot` as tables of docs/alerts.md. */
export function figureTables(): string {
  return FIGURE_SECTIONS.map(({ name, by, figures }) => {
    const shape = by.length === 0 ? 'an object' : `an array, one row per ${by.map(code).join(' and ')}`
    const rows = figures.map(
      (figure) => `| \`${figure.name}\` | ${figure.help} | ${code(toPromQl(figure.expression))} |\n`,
    )
    return `\`${name}\`: ${shape}\n\n| figure | | PromQL |\n|---|---|---|\n${rows.join('')}`
  }).join('\n')
}

/** Within a cell of a table. */
function code(text: string): string {
  return `\`${text.replaceAll('|', '\\|')}\``
}
