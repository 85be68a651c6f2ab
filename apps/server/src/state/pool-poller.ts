import { errorMessage, type Logger, type Metrics } from '@org/events'
import type { PoolCache } from '@org/searcher'
import type { PoolReader } from './pool-reader.ts'

/** Reads the pools that the searcher asked for once per head, away from the hot path. */
export interface PoolPoller {
  /** Notes a head and returns at once. While pools are read, only the newest head is kept. */
  onHead(chainId: number, blockNumber: number): void
  /** Resolves when nothing is under way any more. */
  idle(): Promise<void>
}

export interface PoolPollerOptions {
  readonly cache: PoolCache
  readonly readers: ReadonlyMap<number, PoolReader>
  readonly metrics: Metrics
  readonly logger: Logger
  readonly signal: AbortSignal
}

export function createPoolPoller(options: PoolPollerOptions): PoolPoller {
  const { cache, readers, signal, logger } = options
  const reads = options.metrics.counter({
    name: 'searcher_pool_reads_total',
    help: 'Pools wanted at a head, by outcome: read, or left (beyond the budget, unknown to the registry, not answered).',
    labelNames: ['chain_id', 'outcome'],
  })
  options.metrics.observe(
    'counter',
    { name: 'searcher_pools_refused_total', help: 'Pools not taken note of because there are too many.' },
    (report) => report(cache.refused),
  )
  const waiting = new Map<number, number>()
  const running = new Map<number, Promise<void>>()

  const readAll = async (chainId: number, reader: PoolReader): Promise<void> => {
    for (;;) {
      const blockNumber = waiting.get(chainId)
      if (blockNumber === undefined || signal.aborted) return
      waiting.delete(chainId)
      const wanted = cache.wanted(chainId)
      try {
        const states = await reader.read(wanted, blockNumber)
        for (const [pool, state] of states) cache.put(chainId, pool, state)
        reads.labels({ chain_id: chainId, outcome: 'read' }).inc(states.size)
        reads.labels({ chain_id: chainId, outcome: 'left' }).inc(wanted.length - states.size)
      } catch (error) {
        logger.error('reading pools failed', { chain_id: chainId, error: errorMessage(error) })
      }
    }
  }

  return {
    onHead(chainId, blockNumber) {
      const reader = readers.get(chainId)
      if (reader === undefined || signal.aborted) return
      waiting.set(chainId, blockNumber)
      if (running.has(chainId)) return
      const run = new Promise<void>((resolve) => setImmediate(resolve))
        .then(() => readAll(chainId, reader))
        .finally(() => running.delete(chainId))
      running.set(chainId, run)
    },
    async idle() {
      await Promise.all(running.values())
    },
  }
}
