import type { ChainStatus } from '@org/events'
import { sleep } from '../sleep.ts'
import type { Dispatch } from '../state/action.ts'
import type { Fetched } from './fetch-json.ts'

export interface ChainPollerOptions {
  readonly loadChains: (signal: AbortSignal) => Promise<Fetched<readonly ChainStatus[]>>
  readonly dispatch: Dispatch
  /** Pause between an answer and the next question in milliseconds. @default 3000 */
  readonly intervalMs?: number
}

/** Asks for the chains' state again and again, one request at a time. */
export interface ChainPoller {
  /** Runs until `stop`; call once. */
  start(): Promise<void>
  /** Gives up an open question. Idempotent. */
  stop(): void
}

export function createChainPoller(options: ChainPollerOptions): ChainPoller {
  const { loadChains, dispatch, intervalMs = 3_000 } = options
  const stopping = new AbortController()
  const signal = stopping.signal
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      const answer = await loadChains(signal)
      if (signal.aborted) return
      dispatch(
        answer.ok
          ? { type: 'chains', chains: answer.value }
          : { type: 'chains_unavailable', reason: answer.reason },
      )
      await sleep(intervalMs, signal)
    }
  }
  return { start: run, stop: () => stopping.abort() }
}
