import { connect, type Socket } from 'node:net'

/** What came back. */
export interface Answered {
  readonly status: number
  readonly bytes: number
}

/** One kept-alive connection; the next request is sent when the answer of the last is there. */
export interface Connection {
  send(onAnswer: (answered: Answered) => void): void
  close(): void
}

const HEAD_END = Buffer.from('\r\n\r\n')
const LENGTH = /\r\ncontent-length: (\d+)\r\n/i

/** Plain sockets: a client library would take more of the machine than the server. */
export async function openConnection(host: string, port: number, request: Buffer): Promise<Connection> {
  const socket = await connected(host, port)
  let waiting: ((answered: Answered) => void) | null = null
  let head: Buffer = Buffer.alloc(0)
  let status = 0
  let total = 0
  /** Bytes of the answer that are still to come; -1: its head is not there yet. */
  let missing = -1

  socket.on('data', (chunk: Buffer) => {
    if (missing === -1) {
      head = head.length === 0 ? chunk : Buffer.concat([head, chunk])
      const end = head.indexOf(HEAD_END)
      if (end === -1) return
      const text = head.toString('latin1', 0, end + 2)
      status = Number(text.slice(9, 12))
      total = end + 4 + Number(LENGTH.exec(text)?.[1] ?? 0)
      missing = total - head.length
      head = Buffer.alloc(0)
    } else {
      missing -= chunk.length
    }
    if (missing > 0) return
    missing = -1
    const heard = waiting
    waiting = null
    heard?.({ status, bytes: total })
  })
  socket.on('error', () => waiting?.({ status: 0, bytes: 0 }))

  return {
    send(onAnswer) {
      waiting = onAnswer
      socket.write(request)
    },
    close: () => socket.destroy(),
  }
}

async function connected(host: string, port: number): Promise<Socket> {
  const socket = connect({ host, port, noDelay: true })
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject)
    socket.once('connect', () => {
      socket.off('error', reject)
      resolve()
    })
  })
  return socket
}
