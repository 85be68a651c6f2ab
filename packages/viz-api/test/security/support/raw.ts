import { connect, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** A connection that says exactly what it is told to. */
export interface RawClient {
  readonly socket: Socket
  send(bytes: string | Buffer): void
  /** All that was answered so far. */
  heard(): string
  /** Resolves with all that was answered when the server has closed the connection. */
  readonly closed: Promise<string>
}

export async function rawClient(port: number, allowHalfOpen = false): Promise<RawClient> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen })
  onTestFinished(() => void socket.destroy())
  let answer = ''
  socket.setEncoding('latin1').on('data', (chunk) => {
    answer += String(chunk)
  })
  socket.on('error', () => {}) // `closed` tells
  const closed = new Promise<string>((resolve) => socket.on('close', () => resolve(answer)))
  await Promise.race([new Promise((resolve) => socket.once('connect', resolve)), closed])
  return { socket, send: (bytes) => void socket.write(bytes), heard: () => answer, closed }
}

/** Sends bytes and resolves with all that is answered until the server closes; ask for `connection: close`. */
export async function exchange(port: number, bytes: string | Buffer): Promise<string> {
  const client = await rawClient(port)
  client.send(bytes)
  return await client.closed
}

/** A request as text, closing. */
export function rawRequest(line: string, ...headers: readonly string[]): string {
  return `${[line, 'host: 127.0.0.1', 'connection: close', ...headers].join('\r\n')}\r\n\r\n`
}

/** Status of each answer in what was heard. */
export function statuses(heard: string): readonly number[] {
  return [...heard.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status))
}
