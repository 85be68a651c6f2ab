import type { ServerResponse } from 'node:http'
import { toJson } from '@org/events'
import type { StreamConnection } from '../stream/connection.ts'
import type { Wording } from '../stream/wording.ts'

/** A client that was told to leave has this long to read what is under way. */
const CLOSE_TIMEOUT_MS = 10_000

/** A response as a client's end of a stream of Server-Sent Events; its end is an event `close`, with code and reason. */
export function createSseConnection(response: ServerResponse, wording: Wording): StreamConnection {
  return {
    wording,
    get bufferedBytes() {
      return response.writableLength
    },
    send(bytes, sent) {
      if (!isOpen(response)) sent?.()
      else response.write(bytes, sent === undefined ? undefined : () => sent())
    },
    close(code, reason) {
      if (!isOpen(response)) return
      response.end(`event: close\ndata: ${toJson({ op: 'close', code, reason })}\n\n`)
      const timer = setTimeout(() => response.destroy(), CLOSE_TIMEOUT_MS)
      response.once('close', () => clearTimeout(timer))
    },
  }
}

function isOpen(response: ServerResponse): boolean {
  return !response.destroyed && !response.writableEnded
}
