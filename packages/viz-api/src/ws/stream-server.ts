import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { errorMessage, type Logger } from '@org/events'
import { type RawData, type WebSocket, WebSocketServer } from 'ws'
import { createRateLimiter } from '../gate/rate-limiter.ts'
import { refuseUpgrade } from '../http/refusal.ts'
import { splitTarget } from '../http/target.ts'
import type { StreamQuery } from '../schema/route-table.ts'
import type { Hub } from '../stream/hub.ts'
import type { Session } from '../stream/session.ts'
import { toStreamFilter } from '../stream/stream-filter.ts'
import { parseClientMessage } from './client-message.ts'
import { judgeUpgrade } from './upgrade.ts'
import { createWsConnection } from './ws-connection.ts'

const MAX_CLIENT_MESSAGE_BYTES = 64 * 1024
/** Messages and pings of one client; a page sends one when its reader filters. */
const MAX_MESSAGES_PER_MINUTE = 600
/** A client that was told to leave has this long to read what is under way. */
const CLOSE_TIMEOUT_MS = 10_000

/** What the stream server is made of. */
export interface StreamServerOptions {
  readonly hub: Hub
  readonly logger: Logger
  readonly monotonicMs: () => number
}

/** The WebSocket side of the API: upgrades, messages of clients, and their end. */
export interface StreamServer {
  /** Takes a request that asked for an upgrade: opens a stream, or answers with a problem. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** Ends every stream with 1001, waits for the clients to take it, at most so long, and cuts the rest. */
  stop(deadlineMs: number): Promise<void>
}

export function createStreamServer({ hub, logger, monotonicMs }: StreamServerOptions): StreamServer {
  const options = {
    noServer: true,
    maxPayload: MAX_CLIENT_MESSAGE_BYTES,
    perMessageDeflate: false,
    autoPong: false, // answers to pings wait for a client that does not read, without a bound
    closeTimeout: CLOSE_TIMEOUT_MS, // of ws since 8.19; its types do not have it yet
  }
  const server = new WebSocketServer(options)

  function accept(socket: WebSocket, query: StreamQuery): void {
    // A broken frame or connection; `close` follows and is what counts.
    socket.on('error', (error) => logger.debug('stream client failed', { error: errorMessage(error) }))
    const session = hub.add(createWsConnection(socket), toStreamFilter(query), query.from_seq)
    const rate = createRateLimiter({ perMinute: MAX_MESSAGES_PER_MINUTE, maxClients: 1, monotonicMs })
    const mayGoOn = (): boolean => {
      const { ok } = rate.spend('client')
      if (!ok) session.end(1008, `more than ${MAX_MESSAGES_PER_MINUTE} messages a minute`)
      return ok
    }
    socket.on('message', (data, isBinary) => {
      if (mayGoOn()) onMessage(hub, session, data, isBinary)
    })
    socket.on('ping', (data) => {
      if (mayGoOn()) socket.pong(data)
    })
    socket.on('close', () => session.end(1000, ''))
  }

  return {
    handleUpgrade(request, socket, head) {
      socket.on('error', (error) => logger.debug('stream upgrade failed', { error: errorMessage(error) }))
      const judged = judgeUpgrade(request, hub.obstacle())
      if ('problem' in judged) refuseUpgrade(socket, splitTarget(request.url ?? '/').path, judged)
      else server.handleUpgrade(request, socket, head, (client) => accept(client, judged))
    },
    async stop(deadlineMs) {
      const gone = [...server.clients].map(
        (client) => new Promise((resolve) => client.once('close', resolve)),
      )
      let timer: NodeJS.Timeout | undefined
      const deadline = new Promise<void>((resolve) => {
        timer = setTimeout(() => {
          for (const client of server.clients) client.terminate()
          resolve()
        }, deadlineMs)
      })
      await Promise.race([Promise.all([hub.stop(), ...gone]), deadline])
      clearTimeout(timer)
    },
  }
}

function onMessage(hub: Hub, session: Session, data: RawData, isBinary: boolean): void {
  const message = isBinary ? 'binary messages are not understood' : parseClientMessage(textOf(data))
  if (typeof message === 'string') {
    session.end(1008, message)
    return
  }
  switch (message.op) {
    case 'subscribe':
      hub.subscribe(session, toStreamFilter(message), message.from_seq)
      break
    case 'ping':
      session.pong()
      break
  }
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString()
  return Buffer.isBuffer(data) ? data.toString() : Buffer.from(data).toString()
}
