import type { Clock } from '@org/events'
import type { RequestHandler, Response } from 'express'
import type { VizApiMetrics } from '../metrics.ts'

/** Label of requests that no route took. */
const UNMATCHED = 'unmatched'

/** Notes which route took the request: the label of its measurement. */
export function markRoute(response: Response, template: string): void {
  response.locals.route = template
}

/** Measures every request by route template and status; one that the client left counts as `aborted`. */
export function measureRequests(metrics: VizApiMetrics, clock: Clock): RequestHandler {
  return (_request, response, next) => {
    const startedMs = clock.monotonicMs()
    response.once('close', () => {
      // A stream ends when its client likes: that says nothing of the server.
      if (String(response.getHeader('content-type')).startsWith('text/event-stream')) return
      const marked: unknown = response.locals.route
      const route = typeof marked === 'string' ? marked : UNMATCHED
      const status = response.writableFinished ? String(response.statusCode) : 'aborted'
      metrics.observeRequest(route, status, (clock.monotonicMs() - startedMs) / 1000)
    })
    next()
  }
}
