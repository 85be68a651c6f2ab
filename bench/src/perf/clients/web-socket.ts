import { randomBytes } from 'node:crypto'
import { connect, type OnReadOpts } from 'node:net'
import { createMessageReader, OPCODES } from './message-reader.ts'

/** What a {@link openWebSocket} tells of. */
export interface WebSocketListener {
  /** A text message: its beginning, whose memory is used again, and its whole length. */
  onMessage(kept: Buffer, length: number): void
  onError(error: Error): void
  /** @param code as the server said; 1006 when it said nothing */
  onClose(code: number): void
}

const READ_BYTES = 256 * 1024
const HEAD_END = '\r\n\r\n'
const NO_CODE = 1006

/**
 * A WebSocket that reads all into the same memory: ten of `ws`, with memory made for each message and collected again,
 * took a quarter of a core at 10,000 tx/s, on the two that the server has to be measured on.
 * @param url of the form `http://host:port`
 * @param keepBytes of each message that the listener wants to see
 */
export function openWebSocket(
  url: string,
  path: string,
  keepBytes: number,
  listener: WebSocketListener,
): void {
  const { hostname: host, port } = new URL(url)
  let head: string | null = ''
  let closeCode = NO_CODE
  const reader = createMessageReader(keepBytes, (opcode, kept, length) => {
    if (opcode === OPCODES.text) listener.onMessage(kept, length)
    else if (opcode === OPCODES.ping) socket.write(pong(kept))
    else if (opcode === OPCODES.close) {
      closeCode = length < 2 ? NO_CODE : kept.readUInt16BE(0)
      socket.end()
    }
  })

  function read(chunk: Buffer): void {
    if (head === null) {
      reader.push(chunk)
      return
    }
    head += chunk.toString('latin1')
    const end = head.indexOf(HEAD_END)
    if (end < 0) return
    if (!head.startsWith('HTTP/1.1 101')) {
      socket.destroy(new Error(`no WebSocket: ${head.slice(0, head.indexOf('\r'))}`))
      return
    }
    const rest = Buffer.from(head.slice(end + HEAD_END.length), 'latin1')
    head = null
    reader.push(rest)
  }

  const onread: OnReadOpts = {
    buffer: Buffer.alloc(READ_BYTES),
    callback(bytes, buffer) {
      read(Buffer.from(buffer.buffer, buffer.byteOffset, bytes))
      return true
    },
  }
  const socket = connect({ host, port: Number(port), onread })
  socket.on('connect', () => {
    socket.write(
      [
        `GET ${path} HTTP/1.1`,
        `Host: ${host}:${port}`,
        'Connection: Upgrade',
        'Upgrade: websocket',
        'Sec-WebSocket-Version: 13',
        `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
        '\r\n',
      ].join('\r\n'),
    )
  })
  socket.on('error', listener.onError)
  socket.on('close', () => listener.onClose(closeCode))
}

/** With a mask of zeros, as a client must have one; the payload of a ping has at most 125 bytes. */
function pong(payload: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0x8a, 0x80 | payload.length, 0, 0, 0, 0]), payload])
}
