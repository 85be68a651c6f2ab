import type { Counter, Histogram, Metrics } from '@org/events'
import type { RefusedConnection } from './gate/connections.ts'
import type { ReadKind } from './serve/read-limits.ts'

/** Seconds; from a read out of memory to one that waits for ClickHouse. */
const HTTP_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** What the gauges show when they are read. */
export interface Present {
  readonly streamClients: () => number
  readonly connections: () => number
}

/** The API's own metrics. */
export interface VizApiMetrics {
  /** @param route a template, never a path as it was asked for @param status the status, or `aborted` */
  observeRequest(route: string, status: string, seconds: number): void
  readonly slowDisconnects: Counter
  /** Connections cut before their first byte was read. */
  readonly refusedConnections: Readonly<Record<RefusedConnection, Counter>>
  /** Reads that found no place to run or to wait. */
  readonly refusedReads: Readonly<Record<ReadKind, Counter>>
}

/** Declares every metric. */
export function createVizApiMetrics(metrics: Metrics, present: Present): VizApiMetrics {
  const requests = metrics.histogram({
    name: 'http_request_seconds',
    help: 'Time from a request to the last byte of its answer.',
    labelNames: ['route', 'status'],
    buckets: HTTP_BUCKETS,
  })
  metrics.observe('gauge', { name: 'stream_clients', help: 'Stream clients now.' }, (report) =>
    report(present.streamClients()),
  )
  const slow = metrics.counter({
    name: 'stream_slow_disconnects_total',
    help: 'Stream clients cut because they did not read.',
  })
  metrics.observe('gauge', { name: 'http_connections', help: 'Open connections, streams too.' }, (report) =>
    report(present.connections()),
  )
  const refused = metrics.counter({
    name: 'http_refused_connections_total',
    help: 'Connections cut unread because there were too many, in all or of one client.',
    labelNames: ['reason'],
  })
  const refusedReads = metrics.counter({
    name: 'http_refused_reads_total',
    help: 'Reads answered 503 because too many were under way: first pages, light ones, heavy ones.',
    labelNames: ['reads'],
  })
  // Bounded: routes come from the table, statuses from the answers.
  const children = new Map<string, Histogram>()
  return {
    observeRequest(route, status, seconds) {
      const key = `${status} ${route}`
      let child = children.get(key)
      if (child === undefined) {
        child = requests.labels({ route, status })
        children.set(key, child)
      }
      child.observe(seconds)
    },
    slowDisconnects: slow.labels({}),
    refusedConnections: {
      total: refused.labels({ reason: 'total' }),
      client: refused.labels({ reason: 'client' }),
    },
    refusedReads: {
      first: refusedReads.labels({ reads: 'first' }),
      light: refusedReads.labels({ reads: 'light' }),
      heavy: refusedReads.labels({ reads: 'heavy' }),
    },
  }
}
