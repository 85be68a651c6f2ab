import type { IncomingHttpHeaders } from 'node:http'
import { toJson } from '@org/events'
import type { AlertDecision } from '../alerts/alert-evaluator.ts'
import { figuresDocument } from '../figures/figures-document.ts'
import { type Answer, jsonAnswer, problemAnswer } from '../http/answer.ts'
import type { Internals } from '../internals.ts'
import type { VizApiPorts } from '../options.ts'
import type { RouteInput } from '../schema/route-table.ts'
import { sseAnswer } from '../sse/sse-answer.ts'
import { isAtLeast } from '../telemetry/levels.ts'

const MAX_RECORDS = 1_000

/** The figures of the last reading of the metrics. */
export function metricsSnapshot({ watch }: Internals): Answer {
  if (watch === null) return problemAnswer('not-built', 'This process does not read its metrics.')
  const atUs = watch.lastUs()
  if (atUs === null) return notYet()
  return jsonAnswer(toJson(figuresDocument(watch.value, { atUs, watchedSeconds: watch.watchedSeconds() })))
}

/** What was decided after the last reading of the metrics. */
export function alerts({ watch }: Internals): Answer {
  if (watch === null) return problemAnswer('not-built', 'This process does not read its metrics.')
  const atUs = watch.lastUs()
  if (atUs === null) return notYet()
  const decisions = watch.decisions()
  return jsonAnswer(
    toJson({
      evaluated_at_unix_us: atUs,
      sample_seconds: watch.sampleMs / 1000,
      watched_seconds: Math.round(watch.watchedSeconds() * 1000) / 1000,
      firing: decisions.filter(({ state }) => state === 'firing').length,
      alerts: decisions.map(onTheWire),
    }),
  )
}

function onTheWire({ rule, promQl, runbook, state, value, sinceUs, series }: AlertDecision) {
  return {
    name: rule.name,
    state,
    severity: rule.severity,
    summary: rule.summary,
    value: finite(value),
    unit: rule.unit,
    comparison: rule.comparison,
    threshold: rule.threshold,
    for_seconds: rule.forSeconds,
    since_unix_us: sinceUs,
    expression: promQl,
    what_to_do: rule.action,
    runbook,
    series: series.map((each) => ({
      labels: each.labels,
      state: each.state,
      value: finite(each.value),
      since_unix_us: each.sinceUs,
    })),
  }
}

/** JSON has no infinity. */
function finite(value: number | null): number | null {
  return value === null || !Number.isFinite(value) ? null : value
}

function notYet(): Answer {
  return problemAnswer('unavailable', 'The metrics were not read yet.', { 'retry-after': '1' })
}

/** Recent log events, oldest first. */
export function telemetry({ telemetry: log }: VizApiPorts, { query }: RouteInput<'telemetry'>): Answer {
  if (log === undefined) return problemAnswer('not-built', 'This process keeps no log events.')
  const shown = log.recent(MAX_RECORDS, query.after).filter(isAtLeast(query.level)).slice(-query.limit)
  const reached = Math.max(query.after, log.recent(1)[0]?.id ?? 0)
  return jsonAnswer(toJson(shown), { 'x-next-after': String(reached) })
}

/** The same as they come. */
export function telemetryStream(
  { telemetryStreams: streams }: Internals,
  { query }: RouteInput<'telemetryStream'>,
  headers: IncomingHttpHeaders,
): Answer {
  if (streams === null) return problemAnswer('not-built', 'This process keeps no log events.')
  return sseAnswer({
    headers,
    after: query.after,
    obstacle: streams.obstacle(),
    open: (response, after) => streams.open(response, query.level, after),
  })
}

/** When the worker was last at work; 503 when that is too long ago. */
export function workerHealth({ worker }: VizApiPorts, { clock }: Internals): Answer {
  if (worker === undefined) return problemAnswer('not-built', 'This process knows of no worker.')
  const lastUs = worker.lastUs()
  const ageMs = lastUs === null ? null : Math.max(0, Math.round((clock.nowUs() - lastUs) / 1000))
  const ok = ageMs !== null && ageMs <= worker.staleAfterMs
  const answer = jsonAnswer(
    toJson({
      ok,
      lastHeartbeatAt: lastUs === null ? null : new Date(lastUs / 1000).toISOString(),
      ageMs,
      staleAfterMs: worker.staleAfterMs,
    }),
  )
  return { ...answer, status: ok ? 200 : 503 }
}
