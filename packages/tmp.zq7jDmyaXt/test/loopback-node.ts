import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'

/** What a node answers: an id or an error of JSON-RPC; `null` says nothing at all. */
export type SubscribeAnswer = string | { readonly error: string } | null

/**
 * The WebSocket side of a node within the test's own process, for tests of single parts: real sockets, answers a test
 * can change at any time, and counts of what it was asked.
 */
export interface LoopbackNode {
  readonly wsUrl: string
  readonly port: number
  chainId: number
  answersPings: boolean
  /** Answers `eth_subscribe`; `socket` is the one that asked. */
  onSubscribe: (kind: 'full' | 'hashes' | 'heads', socket: WebSocket) => SubscribeAnswer
  /** What was subscribed to, in order, over all connections. */
  readonly asked: readonly string[]
  /** WebSockets ever opened. */
  readonly connections: number
  /** WebSockets open now. */
  readonly open: number
  /** Sends a frame as it is to every socket. */
  send(frame: string | Buffer): void
  /** Announces a value on the pending subscription. */
  announce(value: unknown): void
  /** Cuts every WebSocket without a closing handshake. */
  cut(): void
  /** Leaves every WebSocket half open: nothing is read from it any more, not even a ping or a close. */
  freeze(): void
  stop(): Promise<void>
}

const IDS = { full: '0xaa', hashes: '0xaa', heads: '0xbb' } as const

/** A notification as geth writes it. */
export function notification(result: unknown, subscription: string = IDS.hashes): string {
  return JSON.stringify({ jsonrpc: '2.0', method: 'eth_subscription', params: { subscription, result } })
}

export function headNotification(head: unknown): string {
  return notification(head, IDS.heads)
}

/** @param at where to listen; any port by default */
export async function startLoopbackNode(at = 0): Promise<LoopbackNode> {
  const sockets = new Set<WebSocket>()
  const asked: string[] = []
  let connections = 0

  const onRequest = (socket: WebSocket, text: string): void => {
    const { id, method, params } = JSON.parse(text)
    const reply = (answer: object): void => socket.send(JSON.stringify({ jsonrpc: '2.0', id, ...answer }))
    if (method === 'eth_chainId') {
      reply({ result: `0x${node.chainId.toString(16)}` })
      return
    }
    const kind = params[0] === 'newHeads' ? 'heads' : params[1] === true ? 'full' : 'hashes'
    asked.push(kind)
    const answer = node.onSubscribe(kind, socket)
    if (answer === null) return
    reply(
      typeof answer === 'string' ? { result: answer } : { error: { code: -32_000, message: answer.error } },
    )
  }
  const server = new WebSocketServer({ host: '127.0.0.1', port: at, autoPong: false })
  server.on('connection', (socket) => {
    connections++
    sockets.add(socket)
    socket.on('ping', (data) => {
      if (node.answersPings) socket.pong(data)
    })
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => {})
    socket.on('message', (data) => onRequest(socket, String(data)))
  })
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // a TCP server has one

  const node: LoopbackNode = {
    wsUrl: `ws://127.0.0.1:${port}`,
    port,
    chainId: 31_337,
    answersPings: true,
    onSubscribe: (kind) => IDS[kind],
    asked,
    get connections(): number {
      return connections
    },
    get open(): number {
      return sockets.size
    },
    send(frame) {
      for (const socket of sockets) socket.send(frame)
    },
    announce: (value) => node.send(notification(value)),
    cut() {
      for (const socket of sockets) socket.terminate()
    },
    freeze() {
      for (const socket of sockets) socket.pause()
    },
    async stop() {
      node.cut()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return node
}
