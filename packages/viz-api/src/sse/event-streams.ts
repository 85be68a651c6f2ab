import type { ServerResponse } from 'node:http'
import { errorMessage, type Logger } from '@org/events'
import type { Hub } from '../stream/hub.ts'
import type { StreamFilter } from '../stream/stream-filter.ts'
import { createSseConnection } from './sse-connection.ts'
import { sseWording } from './sse-wording.ts'

/** The side of the stream that speaks Server-Sent Events. */
export interface EventStreams {
  /** Why there is no place for a client now; `null` when there is one. */
  obstacle(): string | null
  /** Streams into a response whose head was sent, until either side ends it. */
  open(response: ServerResponse, filter: StreamFilter, after: number | undefined): void
}

export function createEventStreams(hub: Hub, logger: Logger): EventStreams {
  return {
    obstacle: () => hub.obstacle(),
    open(response, filter, after) {
      // `close` follows and is what counts.
      response.on('error', (error) => logger.debug('stream client failed', { error: errorMessage(error) }))
      const session = hub.add(createSseConnection(response, sseWording), filter, after)
      response.once('close', () => session.end(1000, ''))
    },
  }
}
