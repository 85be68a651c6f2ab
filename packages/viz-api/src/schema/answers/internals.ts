import type { TelemetryRecord } from '@org/events'
import { z } from 'zod'
import { FIGURE_SECTIONS, type FigureSection, WINDOW_SECONDS } from '../../figures/figure-table.ts'
import { LEVELS } from '../../telemetry/levels.ts'
import { components } from './components.ts'
import { chainId, count, name, unixUs } from './fields.ts'

function described<Schema extends z.ZodType>(schema: Schema, description: string): Schema {
  components.add(schema, { description })
  return schema
}

/** The figures, as their table says. */
export const metricsSnapshot = z
  .strictObject({
    at_unix_us: unixUs,
    window_seconds: described(z.literal(WINDOW_SECONDS), 'Rates and quantiles are over this time.'),
    measured_seconds: described(
      z.number().min(0).max(WINDOW_SECONDS),
      'How much of it was measured: less in the first minute of the process.',
    ),
    ...Object.fromEntries(FIGURE_SECTIONS.map((section) => [section.name, sectionSchema(section)])),
  })
  .register(components, { id: 'MetricsSnapshot', description: 'The figures of one reading of the metrics.' })

function sectionSchema({ by, figures }: FigureSection): z.ZodType {
  const row = z.strictObject({
    ...Object.fromEntries(by.map((label) => [label, label === 'chain_id' ? chainId : name])),
    ...Object.fromEntries(
      figures.map((figure) => [figure.name, described(z.number().nullable(), figure.help)]),
    ),
  })
  return by.length === 0 ? row : z.array(row)
}

const alertState = z.enum(['ok', 'firing', 'unknown'])
const alertValue = z.number().nullable()

const alert = z
  .strictObject({
    name,
    state: described(alertState, '`unknown`: there is nothing to judge.'),
    severity: z.enum(['critical', 'warning']),
    summary: z.string(),
    value: described(alertValue, 'The worst of all series; `null` while there is none.'),
    unit: name,
    comparison: z.enum(['>', '<']),
    threshold: z.number(),
    for_seconds: described(z.number().min(0), 'How long the condition holds before it counts.'),
    since_unix_us: unixUs.nullable(),
    expression: described(z.string(), 'The same question in PromQL.'),
    what_to_do: z.string(),
    runbook: described(z.string(), 'Where the repository says more.'),
    series: z.array(
      z.strictObject({
        labels: z.record(z.string(), z.string()),
        state: alertState,
        value: alertValue,
        since_unix_us: unixUs,
      }),
    ),
  })
  .register(components, { id: 'Alert', description: 'What is decided on one rule.' })

export const alertsReport = z
  .strictObject({
    evaluated_at_unix_us: unixUs,
    sample_seconds: described(z.number().min(0), 'Time between two evaluations.'),
    watched_seconds: described(z.number().min(0), 'How long the metrics have been watched.'),
    firing: count,
    alerts: z.array(alert),
  })
  .register(components, { id: 'AlertsReport', description: 'The decisions of one evaluation.' })

export const telemetryRecord = z
  .strictObject({
    id: described(z.int().min(1), 'Counts up from 1 in one process.'),
    at_unix_us: unixUs,
    level: z.enum(LEVELS),
    message: z.string(),
    fields: z.record(z.string(), z.unknown()),
  })
  .register(components, {
    id: 'TelemetryRecord',
    description: 'A log event without secrets.',
  }) satisfies z.ZodType<TelemetryRecord>

/** @param ok whether the worker is at work */
export function workerHealth(ok: boolean) {
  return z.strictObject({
    ok: z.literal(ok),
    lastHeartbeatAt: z.iso.datetime().nullable(),
    ageMs: count.nullable(),
    staleAfterMs: count,
  })
}
