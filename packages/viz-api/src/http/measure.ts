import type { RequestListener, ServerResponse } from 'node:http'
import type { Clock } from '@org/events'
import type { VizApiMetrics } from '../metrics.ts'

/** Label of requests that no route took. */
const UNMATCHED = 'unmatched'

/** Which route took each request: the label of its measurement. */
export interface RouteMarks {
  mark(response: ServerResponse, template: string): void
  unmark(response: ServerResponse): void
  /** A listener whose requests are measured by route template and status; one that the client left counts as `aborted`. */
  measured(listener: RequestListener): RequestListener
}

export function createRouteMarks(metrics: VizApiMetrics, clock: Clock): RouteMarks {
  const routes = new WeakMap<ServerResponse, string>()
  return {
    mark(response, template) {
      routes.set(response, template)
    },
    unmark(response) {
      routes.delete(response)
    },
    measured: (listener) => (request, response) => {
      const startedMs = clock.monotonicMs()
      response.once('close', () => {
        // A stream ends when its client likes: that says nothing of the server.
        if (String(response.getHeader('content-type')).startsWith('text/event-stream')) return
        const status = response.writableFinished ? String(response.statusCode) : 'aborted'
        const seconds = (clock.monotonicMs() - startedMs) / 1000
        metrics.observeRequest(routes.get(response) ?? UNMATCHED, status, seconds)
      })
      listener(request, response)
    },
  }
}
