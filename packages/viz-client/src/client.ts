import { VizClientError } from './errors.ts'
import { createEndpoint } from './http/endpoint.ts'
import { createHttpApi, type HttpApi } from './http/http-api.ts'
import { createDialer, type StreamAuth } from './stream/dial.ts'
import { createEventStream, type EventStream } from './stream/event-stream.ts'
import { canSendHeaders, type OpenSocket, openSocket } from './stream/open-socket.ts'
import type { StreamOptions } from './stream/stream-options.ts'

export interface VizClientOptions {
  /** Address of the API, with its prefix when it has one: `http://127.0.0.1:3000`. */
  readonly url: string | URL
  /** Sent as `x-api-key`. @default none */
  readonly apiKey?: string
  /**
   * How a stream says who asks, where there is a key: `header` of its opening request, or a `ticket` that the key buys
   * before, for browsers.
   * @default `header` in Node, else `ticket`
   */
  readonly streamAuth?: StreamAuth
  /** Longest wait for a whole answer, in milliseconds. @default 30000 */
  readonly timeoutMs?: number
  /** @default the global `fetch` */
  readonly fetch?: typeof fetch
  /** @default over the global `WebSocket` */
  readonly openSocket?: OpenSocket
  /** A number in [0, 1), for waits. @default Math.random */
  readonly random?: () => number
}

/** The API of one server. It opens nothing until it is asked. */
export interface VizClient extends HttpApi {
  /** Durable events from a place on, without a loss over reconnects. @throws VizClientError `CONFIG_INVALID` */
  stream(options?: StreamOptions): EventStream
}

/** @throws VizClientError `CONFIG_INVALID` */
export function createVizClient(options: VizClientOptions): VizClient {
  const { timeoutMs = 30_000, random = Math.random } = options
  if (!Number.isSafeInteger(timeoutMs) || timeoutMs < 1) {
    throw new VizClientError('CONFIG_INVALID', 'timeoutMs of the client: must be an integer from 1', {
      retryable: false,
    })
  }
  const endpoint = createEndpoint({
    url: options.url,
    apiKey: options.apiKey,
    timeoutMs,
    // Not the function alone: a browser's `fetch` wants its window.
    fetch: options.fetch ?? ((input, init) => fetch(input, init)),
  })
  const auth = options.streamAuth ?? (canSendHeaders() ? 'header' : 'ticket')
  const dialer = createDialer(endpoint, options.openSocket ?? openSocket, auth)
  return {
    ...createHttpApi(endpoint),
    stream: (streamOptions = {}) => createEventStream(dialer, streamOptions, random),
  }
}
