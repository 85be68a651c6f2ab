import type { Counter, Histogram, Metrics } from '@org/events'

/** Seconds; from a read out of memory to one that waits for ClickHouse. */
const HTTP_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** The API's own metrics. */
export interface VizApiMetrics {
  /** @param route a template, never a path as it was asked for @param status the status, or `aborted` */
  observeRequest(route: string, status: string, seconds: number): void
  readonly slowDisconnects: Counter
}

/** Declares every metric. @param clients how many stream clients there are now */
export function createVizApiMetrics(metrics: Metrics, clients: () => number): VizApiMetrics {
  const requests = metrics.histogram({
    name: 'http_request_seconds',
    help: 'Time from a request to the last byte of its answer.',
    labelNames: ['route', 'status'],
    buckets: HTTP_BUCKETS,
  })
  metrics.observe('gauge', { name: 'stream_clients', help: 'Stream clients now.' }, (report) =>
    report(clients()),
  )
  const slow = metrics.counter({
    name: 'stream_slow_disconnects_total',
    help: 'Stream clients cut because they did not read.',
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
  }
}
