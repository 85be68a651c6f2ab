import type { StreamMessage } from '../api/wire.ts'
import type { Dispatch } from '../state/action.ts'
import type { OpenSocket } from './open-socket.ts'
import { readMessage } from './read-message.ts'

/** The server speaks at least every 15 s; after this much silence the connection is taken for dead. */
const SILENCE_LIMIT_MS = 40_000

export interface FollowOptions {
  readonly openSocket: OpenSocket
  readonly dispatch: Dispatch
  readonly nowMs: () => number
  /** Resume after this number. */
  readonly fromSeq: number
  /** The node whose numbers these are; `null` when not known yet. */
  readonly nodeId: string | null
  readonly signal: AbortSignal
}

/** How one connection ended and how far it came. */
export interface Followed {
  readonly lastSeq: number
  readonly nodeId: string | null
  /** The server gave more than a greeting: the next failure is the first again. */
  readonly progressed: boolean
  /** The numbers no longer fit: a new snapshot is needed. */
  readonly reset: boolean
  readonly reason: string
}

/** Follows the stream over one connection until it ends, for whatever reason. */
export function follow(options: FollowOptions): Promise<Followed> {
  const { dispatch, nowMs, signal } = options
  return new Promise((resolve) => {
    let lastSeq = options.fromSeq
    let nodeId = options.nodeId
    let progressed = false
    let silence: ReturnType<typeof setTimeout> | undefined

    const end = (reason: string, reset: boolean): void => {
      clearTimeout(silence)
      signal.removeEventListener('abort', onAbort)
      ended = true
      socket.close()
      resolve({ lastSeq, nodeId, progressed, reset, reason })
    }
    const onAbort = (): void => end('stopped', false)
    const listen = (): void => {
      clearTimeout(silence)
      silence = setTimeout(end, SILENCE_LIMIT_MS, 'the server fell silent', false)
    }

    const onMessage = (message: StreamMessage): void => {
      switch (message.op) {
        case 'hello':
          if (nodeId !== null && nodeId !== message.node_id) {
            nodeId = message.node_id
            end('another node answers here', true)
            break
          }
          nodeId = message.node_id
          dispatch({ type: 'hello', nodeId, latestSeq: message.latest_seq, atMs: nowMs() })
          break
        case 'events':
          progressed = true
          lastSeq = message.last_seq
          dispatch({ type: 'events', events: message.events, lastSeq, atMs: nowMs() })
          break
        case 'heartbeat':
          progressed = true
          dispatch({ type: 'heartbeat', latestSeq: message.latest_seq })
          break
        case 'reset':
          end(`the server cannot continue from ${lastSeq} (${message.reason})`, true)
          break
      }
    }

    let ended = false
    const socket = options.openSocket(`/stream?from_seq=${lastSeq}`, {
      onMessage(text) {
        if (ended) return
        listen()
        const message = readMessage(text)
        if (message !== null) onMessage(message)
      },
      onClose(reason) {
        if (!ended) end(reason, false)
      },
    })
    signal.addEventListener('abort', onAbort)
    listen()
  })
}
