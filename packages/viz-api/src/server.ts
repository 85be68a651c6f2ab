import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { VizApiError, type VizApiErrorCode } from './errors.ts'
import type { HttpLimits } from './gate/options.ts'
import type { Bind } from './options.ts'

/** Where the API listens. */
export interface VizApiAddress {
  readonly host: string
  readonly port: number
  readonly url: string
}

/** An HTTP server with times and sizes that a patient attacker cannot stretch. It does not listen yet. */
export function createHttpServer(listener: RequestListener, limits: HttpLimits): Server {
  /** Of each connection the last answer that was asked for: answers go out in order. */
  const lastAnswers = new WeakMap<Socket, ServerResponse>()
  const answer: RequestListener = (request, response) => {
    lastAnswers.set(request.socket, response)
    listener(request, response)
  }
  // Node forgets answers that stand in line on a connection that is upgraded: their end would never be told.
  const isAnswered = (socket: Socket): boolean => lastAnswers.get(socket)?.closed ?? true
  const server: Server = createServer(
    {
      headersTimeout: limits.headersTimeoutMs,
      requestTimeout: limits.requestTimeoutMs,
      keepAliveTimeout: limits.keepAliveTimeoutMs,
      connectionsCheckingInterval: limits.checkIntervalMs,
      maxHeaderSize: limits.maxHeaderBytes,
      keepAlive: true, // a dead stream client is noticed although nothing is sent to it
      keepAliveInitialDelay: 30_000,
      // Other upgrades (h2c) are declined by answering as if none was asked for.
      shouldUpgradeCallback: (request) =>
        server.listenerCount('upgrade') > 0 &&
        request.headers.upgrade?.toLowerCase() === 'websocket' &&
        isAnswered(request.socket),
    },
    answer,
  )
  // One more than is taken: what Node leaves out beyond its bound would go unnoticed.
  server.maxHeadersCount = limits.maxHeaders + 1
  server.maxRequestsPerSocket = limits.maxRequestsPerConnection
  // Of a connection on which nothing moves; streams have their own watch.
  server.timeout = limits.stalledTimeoutMs
  // Nothing here takes a body: the answer comes instead of the word to send it.
  server.on('checkContinue', answer)
  return server
}

/** Listens, or says why not in terms of the address. */
export async function listen(server: Server, bind: Bind): Promise<VizApiAddress> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen({ host: bind.host, port: bind.port }, () => {
        server.off('error', reject)
        resolve()
      })
    })
  } catch (error) {
    throw listenError(error, bind)
  }
  const { address: host, port } = server.address() as AddressInfo // a TCP server that listens has one
  return addressOf(host, port)
}

/** An address with its URL; an IPv6 host is bracketed in it. */
export function addressOf(host: string, port: number): VizApiAddress {
  return { host, port, url: `http://${host.includes(':') ? `[${host}]` : host}:${port}` }
}

const LISTEN_CODES: Readonly<Record<string, readonly [VizApiErrorCode, string]>> = {
  EADDRINUSE: ['ADDRESS_IN_USE', 'the address is in use by another process'],
  EACCES: ['ADDRESS_FORBIDDEN', 'this process may not listen there'],
  EADDRNOTAVAIL: ['ADDRESS_INVALID', 'the host is not an address of this machine'],
  ENOTFOUND: ['ADDRESS_INVALID', 'the host has no address'],
  EAI_AGAIN: ['ADDRESS_INVALID', 'the host has no address'],
  ERR_SOCKET_BAD_PORT: ['ADDRESS_INVALID', 'the port must be from 0 to 65535'],
}

function listenError(error: unknown, bind: Bind): VizApiError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const [ours, why] = LISTEN_CODES[code] ?? (['LISTEN_FAILED', 'the system refused'] as const)
  return new VizApiError(ours, `listening on ${bind.host}:${bind.port}: ${why}`, {
    retryable: ours === 'LISTEN_FAILED',
    cause: error,
  })
}

/** How often connections are looked for that have become idle while the server stops, in milliseconds. */
const IDLE_CHECK_MS = 25

/**
 * Stops accepting and resolves when every connection has ended: after its answer, or at the deadline.
 * @param cut ends all that are left then
 */
export async function closeServer(server: Server, deadlineMs: number, cut: () => void): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  // A kept-alive connection whose answer is done would otherwise live on to its timeout.
  const idleCheck = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS)
  const deadline = setTimeout(cut, deadlineMs)
  await closed
  clearInterval(idleCheck)
  clearTimeout(deadline)
}
