import type { ServerResponse } from 'node:http'
import { type TelemetryLog, type TelemetryRecord, toJson } from '@org/events'
import { createSseConnection } from '../sse/sse-connection.ts'
import { sseWording } from '../sse/sse-wording.ts'
import { isAtLeast, type Level } from './levels.ts'

/** Log events as Server-Sent Events, to a few clients. */
export interface TelemetryStreams {
  /** Why there is no place for a client now; `null` when there is one. */
  obstacle(): string | null
  /** Streams into a response whose head was sent, until either side ends it. @param afterId the last that is known */
  open(response: ServerResponse, level: Level, afterId: number | undefined): void
  /** Ends every stream. Idempotent. */
  stop(): void
}

export interface TelemetryStreamsOptions {
  readonly log: TelemetryLog
  /** Silence after which a client gets a comment, in milliseconds. */
  readonly heartbeatMs: number
  /** A client was cut because it did not read. */
  readonly onSlow: () => void
  /** Bytes that may wait for a client before it is cut. @default 1 MiB */
  readonly maxBufferedBytes?: number
}

const MAX_CLIENTS = 32
const MAX_BUFFERED_BYTES = 1024 * 1024
/** Records that a client is given at its beginning, at most; of large ones fewer. */
const MAX_CATCH_UP = 1_000
const HEARTBEAT = Buffer.from(': heartbeat\n\n')

export function createTelemetryStreams(options: TelemetryStreamsOptions): TelemetryStreams {
  const { log, maxBufferedBytes = MAX_BUFFERED_BYTES } = options
  const ends = new Set<(code: number, reason: string) => void>()
  let stopped = false

  return {
    obstacle() {
      if (stopped) return 'The server is stopping.'
      return ends.size >= MAX_CLIENTS ? `There are ${MAX_CLIENTS} clients of the telemetry already.` : null
    },
    open(response, level, afterId) {
      const connection = createSseConnection(response, sseWording)
      const isShown = isAtLeast(level)
      const show = (record: TelemetryRecord): void => {
        if (!isShown(record)) return
        if (connection.bufferedBytes >= maxBufferedBytes) {
          options.onSlow()
          end(1013, 'too slow; resume with after')
          return
        }
        connection.send(encode(record))
        heartbeat.refresh()
      }
      const unsubscribe = log.subscribe(show)
      const heartbeat = setInterval(() => connection.send(HEARTBEAT), options.heartbeatMs)
      const end = (code: number, reason: string): void => {
        if (!ends.delete(end)) return
        unsubscribe()
        clearInterval(heartbeat)
        connection.close(code, reason)
      }
      ends.add(end)
      response.once('close', () => end(1000, ''))
      response.on('error', () => {}) // `close` follows and is what counts
      // Nothing is logged in between: this is one step, in which nothing leaves. Half of what may wait is left to it.
      const shown = log.recent(MAX_CATCH_UP, afterId).filter(isShown).map(encode)
      for (const bytes of newestWithin(maxBufferedBytes / 2, shown)) connection.send(bytes)
    },
    stop() {
      stopped = true
      for (const end of ends) end(1001, 'the server is stopping')
    },
  }
}

function encode(record: TelemetryRecord): Buffer {
  return Buffer.from(`id: ${record.id}\ndata: ${toJson(record)}\n\n`)
}

function newestWithin(maxBytes: number, messages: readonly Buffer[]): readonly Buffer[] {
  let bytes = 0
  const before = messages.findLastIndex((message) => {
    bytes += message.length
    return bytes > maxBytes
  })
  return messages.slice(before + 1)
}
