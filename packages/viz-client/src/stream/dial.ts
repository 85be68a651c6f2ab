import { VizClientError } from '../errors.ts'
import { type Endpoint, parseJson } from '../http/endpoint.ts'
import type { OpenSocket, SocketHandlers } from './open-socket.ts'

/** How the opening request of a stream says who asks: by a header, or by a ticket that a key bought before. */
export type StreamAuth = 'header' | 'ticket'

/** Opens connections of `/stream`. */
export interface Dialer {
  /**
   * Makes ready to open one: what is given back opens it, once.
   * @throws VizClientError when no ticket can be had
   */
  prepare(
    query: URLSearchParams,
    signal: AbortSignal,
  ): Promise<(handlers: SocketHandlers) => { close(): void }>
  /**
   * A browser does not say why a WebSocket could not be opened: this asks by HTTP.
   * @throws VizClientError that is not `retryable` when the stream will never open, another when it may
   */
  diagnose(query: URLSearchParams, signal: AbortSignal): Promise<void>
}

const PATH = '/stream'
/** The stream would have been opened. */
const UPGRADE_REQUIRED = 426

export function createDialer(endpoint: Endpoint, openSocket: OpenSocket, auth: StreamAuth): Dialer {
  const { credentials } = endpoint
  const hasKey = Object.keys(credentials).length > 0

  function target(query: URLSearchParams): URL {
    const url = endpoint.url(PATH)
    url.search = String(query)
    return url
  }

  async function buyTicket(signal: AbortSignal): Promise<string> {
    const answer = await endpoint.ask('POST', endpoint.url('/auth/ticket'), signal)
    const body = parseJson(answer.text)
    if (typeof body === 'object' && body !== null && 'ticket' in body && typeof body.ticket === 'string')
      return body.ticket
    throw new VizClientError('ANSWER_MALFORMED', 'POST /auth/ticket: no ticket in the answer', {
      retryable: false,
    })
  }

  return {
    async prepare(query, signal) {
      const url = target(query)
      if (hasKey && auth === 'ticket') url.searchParams.set('ticket', await buyTicket(signal))
      url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
      const headers = auth === 'header' ? credentials : {}
      return (handlers) => openSocket(url, headers, handlers)
    },
    async diagnose(query, signal) {
      try {
        await endpoint.ask('GET', target(query), signal)
      } catch (error) {
        if (!(error instanceof VizClientError) || error.status !== UPGRADE_REQUIRED) throw error
      }
    },
  }
}
