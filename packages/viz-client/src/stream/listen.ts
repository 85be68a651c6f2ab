import type { StreamGap, StreamItem } from './item.ts'
import { readMessage, type StreamMessage } from './message.ts'
import type { SocketHandlers } from './open-socket.ts'
import type { StreamPosition } from './position.ts'

export interface ListenOptions {
  readonly open: (handlers: SocketHandlers) => { close(): void }
  /** What was asked for; `null`: what comes next. */
  readonly from: StreamPosition | null
  /** Longest silence of a connection that lives, milliseconds. */
  readonly silenceMs: number
  readonly signal: AbortSignal
  readonly onItem: (item: StreamItem) => void
  readonly onHello: (nodeId: string, latestSeq: number) => void
  readonly onHeartbeat: (latestSeq: number) => void
  /** Asked after each item: true ends the connection. */
  readonly isFull: () => boolean
}

/** How one connection ended, and how far it came. */
export interface Listened {
  readonly position: StreamPosition | null
  /** `full`: the reader is behind. `moved`: another node is there, and `position` is one of its numbers. */
  readonly cause: 'lost' | 'full' | 'moved' | 'stopped'
  /** The server spoke at all. */
  readonly greeted: boolean
  /** It gave more than a greeting: the next failure is the first again. */
  readonly progressed: boolean
  readonly reason: string
}

/** Listens to one connection until it ends, for whatever reason. */
export function listen(options: ListenOptions): Promise<Listened> {
  const { signal, silenceMs, onItem } = options
  return new Promise((resolve) => {
    let position = options.from
    let greeted = false
    let progressed = false
    let silence: ReturnType<typeof setTimeout> | undefined

    const end = (cause: Listened['cause'], reason: string): void => {
      if (ended) return
      ended = true
      clearTimeout(silence)
      signal.removeEventListener('abort', onAbort)
      socket.close()
      resolve({ position, cause, greeted, progressed, reason })
    }
    const onAbort = (): void => end('stopped', 'stopped')
    const watch = (): void => {
      clearTimeout(silence)
      silence = setTimeout(end, silenceMs, 'lost', 'the server fell silent')
    }
    const moveTo = (nodeId: string, seq: number, reason: StreamGap['reason']): void => {
      const requestedSeq = position?.seq ?? seq
      position = { nodeId, seq }
      onItem({ kind: 'gap', gap: { reason, requestedSeq, resumedAfter: seq, nodeId } })
    }

    const onMessage = (message: StreamMessage): void => {
      const nodeId = position?.nodeId ?? null
      switch (message.op) {
        case 'hello':
          if (nodeId !== null && nodeId !== message.node_id) {
            moveTo(message.node_id, message.latest_seq, 'another_node')
            end('moved', 'another node answers here')
            break
          }
          greeted = true
          position = { nodeId: message.node_id, seq: position?.seq ?? message.latest_seq }
          options.onHello(message.node_id, message.latest_seq)
          break
        case 'events': {
          if (position === null || nodeId === null) break // no greeting: not the server that the contract describes
          const { seq } = position
          progressed = true
          position = { nodeId, seq: Math.max(seq, message.last_seq) }
          const events = message.events.filter((event) => event.seq > seq)
          onItem({ kind: 'events', events, lastSeq: position.seq, nodeId })
          if (options.isFull()) end('full', 'the reader is behind')
          break
        }
        case 'reset':
          if (nodeId !== null) moveTo(nodeId, message.last_seq, message.reason)
          break
        case 'heartbeat':
          progressed = true
          options.onHeartbeat(message.latest_seq)
          break
      }
    }

    let ended = false
    const socket = options.open({
      onMessage(text) {
        if (ended) return
        watch()
        const message = readMessage(text)
        if (message !== null) onMessage(message)
      },
      onClose: (code, reason) => end('lost', closeText(code, reason)),
    })
    signal.addEventListener('abort', onAbort)
    watch()
    if (signal.aborted) onAbort()
  })
}

function closeText(code: number, reason: string): string {
  if (reason !== '') return `${reason} (${code})`
  switch (code) {
    case 1001:
      return 'the server is stopping'
    case 1006:
      return 'the connection was lost'
    case 1013:
      return 'too slow for the server'
    default:
      return `the connection was closed (${code})`
  }
}
