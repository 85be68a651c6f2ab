import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Hash } from '@org/events'
import { type WebSocket, WebSocketServer } from 'ws'

interface RpcRequest {
  readonly id: number
  readonly method: string
  readonly params: readonly unknown[]
}

/** A node that does what a test tells it to: real sockets, scripted answers, and counts of what it was asked. */
export interface FaultyNode {
  readonly wsUrl: string
  readonly httpUrl: string
  readonly port: number
  /** Answers `eth_getTransactionByHash`. @default null */
  onTransaction: (hash: Hash, attempt: number) => unknown
  /** Answers a whole HTTP request instead, when it returns something. */
  onHttp: (requests: readonly RpcRequest[], response: ServerResponse) => boolean
  /** Answers `eth_subscribe`; `null` says nothing at all. @default acknowledges */
  onSubscribe: (name: unknown) => unknown
  /** Answers pings. @default true; to be set before the connection */
  answersPings: boolean
  chainId: number
  /** Times each hash was asked for. */
  readonly asked: ReadonlyMap<string, number>
  /** Sizes of the batches, in order. */
  readonly batches: readonly number[]
  /** WebSockets ever opened. */
  readonly connections: number
  /** WebSockets open now. */
  readonly open: number
  readonly subscriptions: number
  announce(hash: Hash): void
  /** Sends a frame as it is to every subscriber. */
  send(frame: string | Buffer): void
  /** Cuts every WebSocket without a closing handshake. */
  cut(): void
  stop(): Promise<void>
}

const PENDING_ID = '0xaa'
const HEADS_ID = '0xbb'

export async function startFaultyNode(port = 0): Promise<FaultyNode> {
  const asked = new Map<string, number>()
  const batches: number[] = []
  const sockets = new Set<WebSocket>()
  let connections = 0
  let subscriptions = 0

  const answer = (request: RpcRequest): unknown => {
    const reply = { jsonrpc: '2.0', id: request.id }
    if (request.method === 'eth_chainId') return { ...reply, result: `0x${node.chainId.toString(16)}` }
    if (request.method !== 'eth_getTransactionByHash')
      return { ...reply, error: { code: -32601, message: 'unknown' } }
    const hash = String(request.params[0])
    const attempt = (asked.get(hash) ?? 0) + 1
    asked.set(hash, attempt)
    const result = node.onTransaction(hash as Hash, attempt) // asked for by the code under test
    return result instanceof Error
      ? { ...reply, error: { code: -32000, message: result.message } }
      : { ...reply, result }
  }
  const server = createServer((request, response) => {
    readBody(request).then(
      (text) => {
        const parsed: unknown = JSON.parse(text)
        const requests = (Array.isArray(parsed) ? parsed : [parsed]) as RpcRequest[] // sent by the code under test
        if (requests[0]?.method === 'eth_getTransactionByHash') batches.push(requests.length)
        if (node.onHttp(requests, response)) return
        const answers = requests.map(answer)
        response.setHeader('content-type', 'application/json')
        response.end(JSON.stringify(Array.isArray(parsed) ? answers : answers[0]))
      },
      () => response.destroy(),
    )
  })

  const websockets = new WebSocketServer({ server, autoPong: false })
  websockets.on('connection', (socket) => {
    connections++
    sockets.add(socket)
    socket.on('ping', (data) => {
      if (node.answersPings) socket.pong(data)
    })
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => {})
    socket.on('message', (data) => {
      const request = JSON.parse(String(data)) as RpcRequest // sent by the code under test
      if (request.method !== 'eth_subscribe') return socket.send(JSON.stringify(answer(request)))
      const override = node.onSubscribe(request.params[0])
      if (override === null) return
      subscriptions++
      const id = request.params[0] === 'newHeads' ? HEADS_ID : PENDING_ID
      socket.send(JSON.stringify({ jsonrpc: '2.0', id: request.id, ...(override ?? { result: id }) }))
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const bound = (server.address() as AddressInfo).port // a TCP server has one

  const node: FaultyNode = {
    wsUrl: `ws://127.0.0.1:${bound}`,
    httpUrl: `http://127.0.0.1:${bound}`,
    port: bound,
    onTransaction: () => null,
    onHttp: () => false,
    onSubscribe: () => undefined,
    answersPings: true,
    chainId: 31_337,
    asked,
    batches,
    get connections(): number {
      return connections
    },
    get open(): number {
      return sockets.size
    },
    get subscriptions(): number {
      return subscriptions
    },
    announce(hash) {
      node.send(pendingFrame(hash))
    },
    send(frame) {
      for (const socket of sockets) socket.send(frame)
    },
    cut() {
      for (const socket of sockets) socket.terminate()
    },
    async stop() {
      node.cut()
      websockets.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return node
}

/** A notification as geth writes it. */
export function pendingFrame(result: unknown, subscription = PENDING_ID): string {
  return JSON.stringify({ jsonrpc: '2.0', method: 'eth_subscription', params: { subscription, result } })
}

export function headFrame(head: unknown): string {
  return pendingFrame(head, HEADS_ID)
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer) // an http request in byte mode
  return Buffer.concat(chunks).toString('utf8')
}
