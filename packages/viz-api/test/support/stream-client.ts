import { onTestFinished, vi } from 'vitest'
import { WebSocket } from 'ws'

/** A server message as it came. */
interface StreamMessage {
  readonly op: string
  readonly [field: string]: unknown
}

/** A stream client over a real socket, which keeps all that it hears. */
export interface StreamClient {
  readonly socket: WebSocket
  readonly messages: StreamMessage[]
  /** Numbers of all events heard. */
  seqs(): number[]
  lastSeq(): number
  send(message: unknown): void
  /** Waits until the condition holds. */
  until(condition: () => boolean): Promise<void>
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>
}

export async function openStream(url: string, query = ''): Promise<StreamClient> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/stream${query}`)
  onTestFinished(() => socket.terminate())
  const messages: StreamMessage[] = []
  socket.on('message', (data) => messages.push(JSON.parse(String(data)) as StreamMessage)) // checked by the tests
  socket.on('error', () => {}) // `closed` tells
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    socket.on('close', (code, reason) => resolve({ code, reason: String(reason) })),
  )
  const client: StreamClient = {
    socket,
    messages,
    closed,
    seqs: () =>
      messages
        .flatMap((message) => (message.op === 'events' ? (message.events as { seq: number }[]) : []))
        .map((e) => e.seq),
    lastSeq: () => Number(messages.findLast((message) => message.op === 'events')?.last_seq ?? 0),
    send: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    until: async (condition) => void (await vi.waitUntil(condition, { timeout: 10_000, interval: 5 })),
  }
  const refused = closed.then(({ code }) => {
    if (messages.length === 0) throw new Error(`the stream closed with ${code} before its first message`)
  })
  await Promise.race([refused, client.until(() => messages.some((message) => message.op === 'hello'))])
  return client
}
