import { z } from 'zod'
import { LEVELS } from '../telemetry/levels.ts'
import { NEXT_AFTER } from './answers/headers.ts'
import { alertsReport, metricsSnapshot, telemetryRecord, workerHealth } from './answers/internals.ts'
import { limit, sequence, ticket } from './parameters.ts'
import { jsonBody, textBody } from './responses.ts'
import type { RouteSpec } from './route-spec.ts'

const NONE = z.strictObject({})
const level = z.enum(LEVELS, { error: `must be one of ${LEVELS.join(', ')}` }).default('debug')

/** What a process says of itself; part of the table of routes. */
export const INTERNAL_ROUTES = {
  metricsSnapshot: {
    method: 'GET',
    path: '/metrics/snapshot',
    aliases: [],
    summary: 'The figures of the metrics as JSON, with rates and quantiles of the last minute.',
    group: 'internals',
    params: NONE,
    query: NONE,
    responses: { 200: jsonBody('The figures of one moment.', metricsSnapshot) },
    problems: ['not-built', 'unavailable'],
  },
  alerts: {
    method: 'GET',
    path: '/alerts/evaluate',
    aliases: [],
    summary: 'Every alert: whether it fires, since when, and what to do.',
    group: 'internals',
    params: NONE,
    query: NONE,
    responses: { 200: jsonBody('The decisions.', alertsReport) },
    problems: ['not-built', 'unavailable'],
  },
  telemetry: {
    method: 'GET',
    path: '/telemetry',
    aliases: [],
    summary: 'The newest log events of the process after `after`, oldest first.',
    group: 'internals',
    params: NONE,
    query: z.strictObject({ limit: limit(200, 1000), after: sequence.default(0), level }),
    responses: {
      200: jsonBody('Log events.', z.array(telemetryRecord), { 'x-next-after': NEXT_AFTER }),
    },
    problems: ['not-built'],
  },
  telemetryStream: {
    method: 'GET',
    path: '/telemetry/stream',
    aliases: [],
    summary:
      'Server-Sent Events: log events as they come; the header Last-Event-ID resumes and wins over `after`.',
    group: 'internals',
    params: NONE,
    query: z.strictObject({ after: sequence.optional(), level, ticket }),
    responses: { 200: textBody('Log events, each with its number as `id`.', 'text/event-stream') },
    problems: ['not-built', 'unavailable'],
  },
  workerHealth: {
    method: 'GET',
    path: '/worker/health',
    aliases: [],
    summary: 'When the worker, which ingests and stores, was last at work; 503 when that is too long ago.',
    group: 'internals',
    params: NONE,
    query: NONE,
    responses: {
      200: jsonBody('It is at work.', workerHealth(true)),
      503: jsonBody('It is not.', workerHealth(false)),
    },
    problems: ['not-built'],
  },
} as const satisfies Readonly<Record<string, RouteSpec>>
