import type { BlockSeenData } from '@org/events'
import { pause } from '../transport/backoff.ts'

export interface HeadPollerOptions {
  /** Number of sources of the chain. */
  readonly sources: number
  /** Between two questions to a source that announces no heads. */
  readonly pollMs: number
  /** Silence after which a source that announces heads is asked all the same. */
  readonly silentMs: number
  /** The newest head of the source; `null` when it cannot be read. Never rejects. */
  readonly latest: (source: number, signal: AbortSignal) => Promise<BlockSeenData | null>
  readonly onHead: (head: BlockSeenData, source: number) => void
}

/**
 * Asks sources for their newest head: when a source is live until it answered, since heads may have passed before that;
 * again and again where it does not announce heads itself; and where it does, whenever it was silent for long, since a
 * subscription may stay open and say nothing.
 */
export interface HeadPoller {
  /** @param announces whether the source shows new heads without being asked */
  onLive(source: number, announces: boolean): void
  onGone(source: number): void
  /** The source showed a head by itself. */
  onHead(source: number): void
  /** Ends all questions and waits for them. Idempotent. */
  stop(): Promise<void>
}

export function createHeadPoller(options: HeadPollerOptions): HeadPoller {
  const { sources, pollMs, silentMs, latest, onHead } = options
  const running: (AbortController | null)[] = Array.from({ length: sources }, () => null)
  /** The sources that showed a head since they were last looked at. */
  const heard = new Set<number>()
  const ending = new Set<Promise<void>>()
  let stopped = false

  const poll = async (source: number, announces: boolean, signal: AbortSignal): Promise<void> => {
    let isHeard = false
    while (!signal.aborted) {
      const head = isHeard ? null : await latest(source, signal)
      if (signal.aborted) return
      if (head !== null) onHead(head, source)
      heard.delete(source)
      await pause(announces && (isHeard || head !== null) ? silentMs : pollMs, signal)
      isHeard = announces && heard.has(source)
    }
  }
  const end = (source: number): void => {
    running[source]?.abort()
    running[source] = null
  }

  return {
    onLive(source, announces) {
      end(source)
      if (stopped) return
      const aborter = new AbortController()
      running[source] = aborter
      const ended: Promise<void> = poll(source, announces, aborter.signal).finally(() => ending.delete(ended))
      ending.add(ended)
    },
    onGone: end,
    onHead: (source) => void heard.add(source),
    async stop() {
      stopped = true
      for (const source of running.keys()) end(source)
      await Promise.all(ending)
    },
  }
}
