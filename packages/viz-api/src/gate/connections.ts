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
  /** Open ones now. */
  size(): number
}

/** @param onRefused hears of each connection that was cut */
export function createConnections(
  limits: ConnectionLimits,
  onRefused: (reason: RefusedConnection) => void,
): Connections {
  const perClient = new Map<string, number>()
  let open = 0

  function leave(client: string): void {
    open--
    const left = (perClient.get(client) ?? 0) - 1
    if (left > 0) perClient.set(client, left)
    else perClient.delete(client)
  }

  function take(socket: Socket): void {
    const { remoteAddress = '' } = socket // '': gone already
    const client = clientOf(remoteAddress)
    const count = perClient.get(client) ?? 0
    const isBound = !limits.isProxy(remoteAddress)
    if (open >= limits.max || (isBound && count >= limits.maxPerClient)) {
      onRefused(open >= limits.max ? 'total' : 'client')
      socket.destroy()
      return
    }
    open++
    perClient.set(client, count + 1)
    socket.once('close', () => leave(client))
  }

  return {
    watch: (server) => void server.on('connection', take),
    size: () => open,
  }
}
