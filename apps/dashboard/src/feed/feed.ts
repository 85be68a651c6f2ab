import type { Fetched } from '../api/fetch-json.ts'
import type { SnapshotAnswer } from '../api/wire.ts'
import { sleep } from '../sleep.ts'
import type { Dispatch } from '../state/action.ts'
import { backoffMs } from './backoff.ts'
import { follow } from './follow.ts'
import type { OpenSocket } from './open-socket.ts'

export interface FeedOptions {
  readonly loadSnapshot: (signal: AbortSignal) => Promise<Fetched<SnapshotAnswer>>
  readonly openSocket: OpenSocket
  readonly dispatch: Dispatch
  /** Wall time in Unix milliseconds. @default Date.now */
  readonly nowMs?: () => number
  /** A number in [0, 1). @default Math.random */
  readonly random?: () => number
}

/** Keeps the page fed: a snapshot, then every event after it, over as many connections as it takes. */
export interface Feed {
  /** Runs until `stop`; call once. */
  start(): Promise<void>
  /** Closes what is open. Idempotent. */
  stop(): void
}

/**
 * Resumes without loss from the last number it saw. Only when the server cannot continue from there, or another
 * node answers, is a new snapshot loaded.
 */
export function createFeed(options: FeedOptions): Feed {
  const { loadSnapshot, openSocket, dispatch, nowMs = Date.now, random = Math.random } = options
  const stopping = new AbortController()
  const signal = stopping.signal

  const waitAfter = async (failures: number, reason: string): Promise<void> => {
    const delayMs = backoffMs(failures, random())
    dispatch({ type: 'connection', connection: { state: 'waiting', retryAtMs: nowMs() + delayMs, reason } })
    await sleep(delayMs, signal)
  }

  const run = async (): Promise<void> => {
    let position: number | null = null
    let nodeId: string | null = null
    let failures = 0
    while (!signal.aborted) {
      if (position === null) {
        dispatch({ type: 'connection', connection: { state: 'loading' } })
        const answer = await loadSnapshot(signal)
        if (signal.aborted) return
        if (!answer.ok) {
          await waitAfter(++failures, answer.reason)
          continue
        }
        dispatch({ type: 'snapshot', snapshot: answer.value })
        position = answer.value.latest_seq_id
      }
      dispatch({ type: 'connection', connection: { state: 'connecting' } })
      const end = await follow({ openSocket, dispatch, nowMs, fromSeq: position, nodeId, signal })
      if (signal.aborted) return
      position = end.reset ? null : end.lastSeq
      nodeId = end.nodeId
      failures = end.progressed ? 1 : failures + 1
      await waitAfter(failures, end.reason)
    }
  }
  return { start: run, stop: () => stopping.abort() }
}
