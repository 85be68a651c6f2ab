import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { clientOf } from './client-address.ts'

/** How many connections there may be. */
export interface ConnectionLimits {
  readonly max: number
  /** Of one client; trusted proxies are not bound by it. */
  readonly maxPerClient: number
  readonly isProxy: (address: string) => boolean
}

/** Why a connection was cut before its first byte was read. */
export type RefusedConnection = 'total' | 'client'

/** Holds the connections of a server within their limits. */
export interface Connections {
  watch(server: Server): void
  /** Cuts all that are open, upgraded ones too. */
  cut(): void
  /** Open ones now. */
  size(): number
}

/** @param onRefused hears of each connection that was cut */
export function createConnections(
  limits: ConnectionLimits,
  onRefused: (reason: RefusedConnection) => void,
): Connections {
  const perClient = new Map<string, number>()
  const open = new Set<Socket>()

  function leave(client: string, socket: Socket): void {
    open.delete(socket)
    const left = (perClient.get(client) ?? 0) - 1
    if (left > 0) perClient.set(client, left)
    else perClient.delete(client)
  }

  function take(socket: Socket): void {
    const { remoteAddress = '' } = socket // '': gone already
    const client = clientOf(remoteAddress)
    const count = perClient.get(client) ?? 0
    const isBound = !limits.isProxy(remoteAddress)
    if (open.size >= limits.max || (isBound && count >= limits.maxPerClient)) {
      onRefused(open.size >= limits.max ? 'total' : 'client')
      socket.destroy()
      return
    }
    open.add(socket)
    perClient.set(client, count + 1)
    socket.once('close', () => leave(client, socket))
  }

  return {
    watch: (server) => void server.on('connection', take),
    cut() {
      for (const socket of open) socket.destroy()
    },
    size: () => open.size,
  }
}
