import type { StoredEvent } from '@org/events'
import { WebSocket } from 'ws'

/** A client of `/stream` that keeps everything it gets. */
export interface StreamClient {
  readonly events: StoredEvent[]
  close(): Promise<void>
}

/** Connects and resolves after the server's hello. */
export async function openStream(url: string, query = ''): Promise<StreamClient> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/stream${query}`)
  const events: StoredEvent[] = []
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject)
    socket.on('message', (data) => {
      const message = JSON.parse(String(data)) as { op: string; events?: StoredEvent[] } // contract of /stream
      if (message.op === 'hello') resolve()
      if (message.op === 'events') events.push(...(message.events ?? []))
    })
  })
  return {
    events,
    async close() {
      socket.close()
      await closed
    },
  }
}
