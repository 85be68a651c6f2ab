import type { WebSocket } from 'ws'
import type { StreamConnection } from '../stream/connection.ts'
import { wsWording } from './ws-wording.ts'

const TEXT = { binary: false }

/** A WebSocket that is open as a client's end of a stream. */
export function createWsConnection(socket: WebSocket): StreamConnection {
  return {
    wording: wsWording,
    get bufferedBytes() {
      return socket.bufferedAmount
    },
    send: (bytes, sent) => socket.send(bytes, TEXT, sent === undefined ? undefined : () => sent()),
    close: (code, reason) => socket.close(code, reason),
  }
}
