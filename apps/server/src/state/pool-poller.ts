import { errorMessage, type Logger } from '@org/events'
import type { PoolCache } from '@org/searcher'
import type { PoolReader } from './pool-reader.ts'
import type { StateMetrics } from './state-metrics.ts'

/** Reads the pools that the searcher asked for once per head, away from the hot path. */
export interface PoolPoller {
  /** Notes a head and returns at once. While pools are read, only the newest head is kept. */
  onHead(chainId: number, blockNumber: number): void
  /** What was read, and what is under way, is of blocks that were replaced: forgets it. Before `onHead`. */
  onReorg(chainId: number): void
  /** Resolves when nothing is under way any more. */
  idle(): Promise<void>
}

export interface PoolPollerOptions {
  readonly cache: PoolCache
  readonly readers: ReadonlyMap<number, PoolReader>
  readonly metrics: StateMetrics
  readonly logger: Logger
  readonly signal: AbortSignal
}

export function createPoolPoller(options: PoolPollerOptions): PoolPoller {
  const { cache, readers, signal, logger, metrics } = options
  const waiting = new Map<number, number>()
  /** Counts reorganisations, so that an answer from before one is known. */
  const epochs = new Map<number, number>()
  const epochOf = (chainId: number): number => epochs.get(chainId) ?? 0
  const running = new Map<number, Promise<void>>()

  const readAll = async (chainId: number, reader: PoolReader): Promise<void> => {
    for (;;) {
      const blockNumber = waiting.get(chainId)
      if (blockNumber === undefined || signal.aborted) return
      waiting.delete(chainId)
      const wanted = cache.wanted(chainId)
      const epoch = epochOf(chainId)
      try {
        const states = await reader.read(wanted, blockNumber)
        if (epoch !== epochOf(chainId)) continue
        for (const [pool, state] of states) cache.put(chainId, pool, state)
        metrics.poolReads(chainId, 'read').inc(states.size)
        metrics.poolReads(chainId, 'left').inc(wanted.length - states.size)
      } catch (error) {
        logger.error('reading pools failed', { chain_id: chainId, error: errorMessage(error) })
      }
    }
  }

  return {
    onHead(chainId, blockNumber) {
      cache.onHead(chainId, blockNumber)
      const reader = readers.get(chainId)
      if (reader === undefined || signal.aborted) return
      waiting.set(chainId, blockNumber)
      if (running.has(chainId)) return
      const run = new Promise<void>((resolve) => setImmediate(resolve))
        .then(() => readAll(chainId, reader))
        .finally(() => running.delete(chainId))
      running.set(chainId, run)
    },
    onReorg(chainId) {
      epochs.set(chainId, epochOf(chainId) + 1)
      cache.clear(chainId)
    },
    async idle() {
      await Promise.all(running.values())
    },
  }
}
