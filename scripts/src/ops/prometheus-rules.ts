import { ALERT_RULES, type AlertRule, duration, runbookOf, toPromQl } from '@org/viz-api'

const HEAD = `# Written by \`npx -y pnpm@12 ops\` from packages/viz-api/src/alerts/alert-rules.ts: change that, not this.
# GET /alerts/evaluate decides by the same rules inside the process.
groups:
  - name: mevscope
    rules:
`

/** The alerts as a file of rules for Prometheus. */
export function prometheusRules(): string {
  return HEAD + ALERT_RULES.map(ruleText).join('')
}

/** The condition of a rule, whole. */
function conditionOf({ expression, comparison, threshold }: AlertRule): string {
  return `${toPromQl(expression)} ${comparison} ${threshold}`
}

function ruleText(rule: AlertRule): string {
  const lines = [
    `- alert: ${rule.name}`,
    `  expr: ${quoted(conditionOf(rule))}`,
    ...(rule.forSeconds === 0 ? [] : [`  for: ${duration(rule.forSeconds)}`]),
    '  labels:',
    `    severity: ${rule.severity}`,
    '  annotations:',
    `    summary: ${quoted(rule.summary)}`,
    `    description: ${quoted(rule.action)}`,
    `    runbook: ${quoted(runbookOf(rule))}`,
  ]
  return lines.map((line) => `      ${line}\n`).join('')
}

/** A string of YAML: those of JSON are. */
function quoted(text: string): string {
  return JSON.stringify(text)
}
