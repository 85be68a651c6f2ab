import { type IncomingMessage, request } from 'node:http'
import { onTestFinished, vi } from 'vitest'

/** One dispatched event, or a comment, as a browser would take it apart. */
interface SseMessage {
  readonly event: string
  readonly data: string
}

/** A client of Server-Sent Events over a real socket, which keeps all that it hears. */
export interface SseClient {
  readonly response: IncomingMessage
  readonly messages: SseMessage[]
  readonly comments: string[]
  /** As a browser sends it when it connects again. */
  lastEventId(): string
  /** Numbers of all unnamed events. */
  seqs(): number[]
  until(condition: () => boolean): Promise<void>
  readonly ended: Promise<void>
  leave(): void
}

export async function openEvents(
  url: string,
  query = '',
  headers: Record<string, string> = {},
): Promise<SseClient> {
  const asked = request(`${url}/dashboard/events-v1${query}`, { headers })
  asked.end()
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    asked.once('response', resolve).once('error', reject)
  })
  onTestFinished(() => void asked.destroy())
  const messages: SseMessage[] = []
  const comments: string[] = []
  let lastEventId = ''
  let text = ''
  response.setEncoding('utf8').on('data', (chunk: string) => {
    const blocks = (text + chunk).split('\n\n')
    text = blocks.pop() ?? ''
    for (const block of blocks) take(block)
  })
  response.on('error', () => {}) // `ended` tells
  const take = (block: string): void => {
    const fields = new Map<string, string>()
    for (const line of block.split('\n')) {
      if (line.startsWith(':')) comments.push(line.slice(1).trim())
      else fields.set(line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2))
    }
    lastEventId = fields.get('id') ?? lastEventId
    const data = fields.get('data')
    if (data !== undefined) messages.push({ event: fields.get('event') ?? 'message', data })
  }
  return {
    response,
    messages,
    comments,
    lastEventId: () => lastEventId,
    seqs: () =>
      messages
        .filter((message) => message.event === 'message')
        .map((message) => Number((JSON.parse(message.data) as { seq: number }).seq)), // a stored line
    until: async (condition) => void (await vi.waitUntil(condition, { timeout: 10_000, interval: 5 })),
    ended: new Promise((resolve) => response.once('close', () => resolve())),
    leave: () => void asked.destroy(),
  }
}
