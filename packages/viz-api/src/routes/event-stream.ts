import type { IncomingHttpHeaders } from 'node:http'
import type { Answer } from '../http/answer.ts'
import type { RouteInput } from '../schema/route-table.ts'
import type { EventStreams } from '../sse/event-streams.ts'
import { sseAnswer } from '../sse/sse-answer.ts'
import { toStreamFilter } from '../stream/stream-filter.ts'

/** The stream as Server-Sent Events. */
export function eventStream(
  streams: EventStreams,
  { query }: RouteInput<'eventStream'>,
  headers: IncomingHttpHeaders,
): Answer {
  return sseAnswer({
    headers,
    after: query.after,
    obstacle: streams.obstacle(),
    open: (response, after) => streams.open(response, toStreamFilter(query), after),
  })
}
