import { waitFor } from '@org/testkit'
import { onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { type ScriptedNode, type ScriptedNodeOptions, startScriptedNode } from '../../src/index.ts'

/** A node of the test's own. */
export async function nodeOf(options: ScriptedNodeOptions = {}): Promise<ScriptedNode> {
  const node = await startScriptedNode(options)
  onTestFinished(() => node.stop())
  return node
}

export interface Answer {
  readonly id: number | null
  readonly result?: unknown
  readonly error?: { readonly code: number; readonly message: string }
}

/** Posts one question or a batch of them, with the ids 0, 1, … */
export function post(
  node: ScriptedNode,
  method: string,
  paramsOfEach: readonly (readonly unknown[])[],
  isBatch = true,
): Promise<Response> {
  const questions = paramsOfEach.map((params, id) => ({ jsonrpc: '2.0', id, method, params }))
  return fetch(node.httpUrl, { method: 'POST', body: JSON.stringify(isBatch ? questions : questions[0]) })
}

/** The result of one question. */
export async function ask(
  node: ScriptedNode,
  method: string,
  ...params: readonly unknown[]
): Promise<unknown> {
  const answer = (await (await post(node, method, [params], false)).json()) as Answer // JSON-RPC
  return answer.error === undefined ? answer.result : answer.error
}

/** The answers for the bodies of these hashes, in one batch. */
export async function bodies(node: ScriptedNode, hashes: readonly string[]): Promise<unknown> {
  return (
    await post(
      node,
      'eth_getTransactionByHash',
      hashes.map((hash) => [hash]),
    )
  ).json()
}

/** A client of the WebSocket side that keeps what it is sent. */
export interface TestSocket {
  readonly frames: readonly string[]
  readonly closed: boolean
  /** Results of the notifications so far, in order. */
  notified(): unknown[]
  send(method: string, ...params: readonly unknown[]): void
  /** Resolves when it is acknowledged, or refused. */
  subscribe(...params: readonly unknown[]): Promise<Answer>
  /** Whether the node answers a ping within so long. */
  pongs(withinMs: number): Promise<boolean>
}

export async function connect(node: ScriptedNode): Promise<TestSocket> {
  const ws = new WebSocket(node.wsUrl)
  onTestFinished(() => ws.terminate())
  const frames: string[] = []
  let closed = false
  let id = 0
  ws.on('message', (data) => frames.push(String(data)))
  ws.on('close', () => {
    closed = true
  })
  ws.on('error', () => {})
  await waitFor(() => ws.readyState !== WebSocket.CONNECTING, { what: 'the socket opened or failed' })
  const send = (method: string, ...params: readonly unknown[]): void =>
    ws.send(JSON.stringify({ jsonrpc: '2.0', id: ++id, method, params }))
  return {
    frames,
    get closed(): boolean {
      return closed
    },
    notified: () =>
      frames.flatMap((frame) => {
        const message = JSON.parse(frame) as { params?: { result: unknown } } // the node's own
        return message.params === undefined ? [] : [message.params.result]
      }),
    send,
    subscribe(...params) {
      send('eth_subscribe', ...params)
      const own = id
      return waitFor(
        () => frames.map((frame) => JSON.parse(frame) as Answer).find((answer) => answer.id === own),
        { what: 'an answer to eth_subscribe' },
      )
    },
    async pongs(withinMs) {
      let answered = false
      ws.once('pong', () => {
        answered = true
      })
      ws.ping()
      const untilMs = performance.now() + withinMs
      await waitFor(() => answered || performance.now() > untilMs, { what: 'the pong or its time' })
      return answered
    },
  }
}
