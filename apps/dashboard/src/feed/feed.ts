import { backoffMs, type StreamGap, type StreamState, type VizClient } from '@org/viz-client'
import { needsKey, reasonOf } from '../api/reason.ts'
import type { SnapshotAnswer } from '../api/wire.ts'
import { sleep } from '../sleep.ts'
import type { Dispatch } from '../state/action.ts'

export interface FeedOptions {
  readonly client: VizClient
  readonly loadSnapshot: (signal: AbortSignal) => Promise<SnapshotAnswer>
  readonly dispatch: Dispatch
  readonly signal: AbortSignal
  /** Wall time in Unix milliseconds. @default Date.now */
  readonly nowMs?: () => number
  /** A number in [0, 1). @default Math.random */
  readonly random?: () => number
}

/**
 * Keeps the page fed: a snapshot, then every event after it, over as many connections as it takes. Only where the
 * stream has a gap is a new snapshot loaded. Resolves when the signal aborts.
 * @throws VizClientError 401 when a key is needed
 */
export async function feed(options: FeedOptions): Promise<void> {
  const { loadSnapshot, dispatch, signal, nowMs = Date.now, random = Math.random } = options
  let failures = 0
  while (!signal.aborted) {
    dispatch({ type: 'connection', connection: { state: 'loading' } })
    let reason: string
    try {
      const snapshot = await loadSnapshot(signal)
      dispatch({ type: 'snapshot', snapshot })
      const gap = await followFrom(snapshot.latest_seq_id, options)
      failures = 1
      reason =
        gap === null ? 'stopped' : `the server cannot continue from ${gap.requestedSeq} (${gap.reason})`
    } catch (error) {
      if (signal.aborted) return
      if (needsKey(error)) throw error
      failures += 1
      reason = reasonOf(error)
    }
    if (signal.aborted) return
    const delayMs = backoffMs(failures, random())
    dispatch({ type: 'connection', connection: { state: 'waiting', retryAtMs: nowMs() + delayMs, reason } })
    await sleep(delayMs, signal)
  }
}

/** Hands on events until the stream has a gap, or the signal aborts: then `null`. */
async function followFrom(after: number, options: FeedOptions): Promise<StreamGap | null> {
  const { client, dispatch, signal, nowMs = Date.now } = options
  const stream = client.stream({
    after,
    signal,
    onState: (state) => tell(state, dispatch, nowMs()),
    onHeartbeat: (latestSeq) => dispatch({ type: 'heartbeat', latestSeq }),
  })
  for await (const item of stream.items()) {
    if (item.kind === 'gap') return item.gap
    dispatch({ type: 'events', events: item.events, lastSeq: item.lastSeq, atMs: nowMs() })
  }
  return null
}

function tell(state: StreamState, dispatch: Dispatch, atMs: number): void {
  switch (state.state) {
    case 'live':
      dispatch({ type: 'hello', nodeId: state.nodeId, latestSeq: state.latestSeq, atMs })
      break
    case 'waiting': {
      const { reason, retryInMs } = state
      dispatch({ type: 'connection', connection: { state: 'waiting', retryAtMs: atMs + retryInMs, reason } })
      break
    }
    case 'connecting':
      dispatch({ type: 'connection', connection: { state: 'connecting' } })
      break
    // The page is behind, or leaves: what is next is told then.
    case 'paused':
    case 'closed':
      break
  }
}
