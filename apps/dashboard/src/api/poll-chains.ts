import type { ChainStatus } from '@org/events'
import { sleep } from '../sleep.ts'
import type { Dispatch } from '../state/action.ts'
import { reasonOf } from './reason.ts'

export interface PollChainsOptions {
  readonly loadChains: (signal: AbortSignal) => Promise<readonly ChainStatus[]>
  readonly dispatch: Dispatch
  readonly signal: AbortSignal
  /** Pause between an answer and the next question in milliseconds. @default 3000 */
  readonly intervalMs?: number
}

/** Asks for the chains' state again and again, one request at a time. Resolves when the signal aborts. */
export async function pollChains(options: PollChainsOptions): Promise<void> {
  const { loadChains, dispatch, signal, intervalMs = 3_000 } = options
  while (!signal.aborted) {
    try {
      const chains = await loadChains(signal)
      if (signal.aborted) return
      dispatch({ type: 'chains', chains })
    } catch (error) {
      if (signal.aborted) return
      dispatch({ type: 'chains_unavailable', reason: reasonOf(error) })
    }
    await sleep(intervalMs, signal)
  }
}
