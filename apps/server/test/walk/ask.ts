import { once } from 'node:events'
import { WebSocket } from 'ws'
import type { Answered } from './answer-judge.ts'

/** Asks once. Of a stream only the head is waited for. */
export async function ask(
  url: string,
  method = 'GET',
  headers: Record<string, string> = {},
): Promise<Answered> {
  const response = await fetch(url, { method, headers })
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true
  if (!isStream) return { status: response.status, headers: response.headers, text: await response.text() }
  await response.body?.cancel()
  return { status: response.status, headers: response.headers, text: '' }
}

/** The status of a request for an upgrade to WebSocket. */
export async function upgradeStatus(url: string): Promise<number> {
  const socket = new WebSocket(url.replace('http', 'ws'))
  const opened = once(socket, 'upgrade') as Promise<[{ readonly statusCode?: number }]> // as ws emits it
  const refused = once(socket, 'unexpected-response') as Promise<[unknown, { readonly statusCode?: number }]> // likewise
  socket.on('error', () => {}) // the refusal says it
  const [status] = await Promise.race([
    opened.then(([response]) => [response.statusCode]),
    refused.then(([, response]) => [response.statusCode]),
  ])
  opened.catch(() => {})
  refused.catch(() => {})
  socket.terminate()
  return status ?? 0
}
