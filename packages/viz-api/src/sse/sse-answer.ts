import type { IncomingHttpHeaders, ServerResponse } from 'node:http'
import { type Answer, invalidParameters, problemAnswer } from '../http/answer.ts'
import { sequence } from '../schema/parameters.ts'

/** What a route of Server-Sent Events is made of. */
export interface SseStream {
  readonly headers: IncomingHttpHeaders
  /** As the query has it. */
  readonly after: number | undefined
  /** Why there is no place for a client now; `null` when there is one. */
  readonly obstacle: string | null
  /** Streams into a response whose head was sent. */
  readonly open: (response: ServerResponse, after: number | undefined) => void
}

/** Opens a stream, or says why not. `Last-Event-ID`, which a browser sends when it connects again, wins over `after`. */
export function sseAnswer({ headers, after, obstacle, open }: SseStream): Answer {
  const lastEventId = headers['last-event-id']
  // Empty: nothing was received yet.
  const resume = lastEventId === undefined || lastEventId === '' ? null : sequence.safeParse(lastEventId)
  if (resume?.success === false) {
    const detail = resume.error.issues[0]?.message ?? 'is malformed'
    return invalidParameters([{ in: 'header', name: 'last-event-id', detail }])
  }
  if (obstacle !== null) return problemAnswer('unavailable', obstacle, { 'retry-after': '5' })
  return {
    kind: 'stream',
    status: 200,
    contentType: 'text/event-stream',
    // Proxies that gather answers would hold events back.
    headers: { 'x-accel-buffering': 'no' },
    open: (response) => open(response, resume?.data ?? after),
  }
}
