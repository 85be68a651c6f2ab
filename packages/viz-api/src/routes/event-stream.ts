import type { IncomingHttpHeaders } from 'node:http'
import { type Answer, invalidParameters, problemAnswer } from '../http/answer.ts'
import { sequence } from '../schema/parameters.ts'
import type { RouteInput } from '../schema/route-table.ts'
import type { EventStreams } from '../sse/event-streams.ts'
import { toStreamFilter } from '../stream/stream-filter.ts'

/** The stream as Server-Sent Events; `Last-Event-ID`, which a browser sends when it connects again, wins over `after`. */
export function eventStream(
  streams: EventStreams,
  { query }: RouteInput<'eventStream'>,
  headers: IncomingHttpHeaders,
): Answer {
  const lastEventId = headers['last-event-id']
  // Empty: nothing was received yet.
  const resume = lastEventId === undefined || lastEventId === '' ? null : sequence.safeParse(lastEventId)
  if (resume?.success === false) {
    const detail = resume.error.issues[0]?.message ?? 'is malformed'
    return invalidParameters([{ in: 'header', name: 'last-event-id', detail }])
  }
  const obstacle = streams.obstacle()
  if (obstacle !== null) return problemAnswer('unavailable', obstacle, { 'retry-after': '5' })
  return {
    kind: 'stream',
    status: 200,
    contentType: 'text/event-stream',
    // Proxies that gather answers would hold events back.
    headers: { 'x-accel-buffering': 'no' },
    open: (response) => streams.open(response, toStreamFilter(query), resume?.data ?? query.after),
  }
}
