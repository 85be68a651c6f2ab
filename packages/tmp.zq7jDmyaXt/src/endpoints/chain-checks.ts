import { errorMessage, type Logger } from '@org/events'
import { IngestError } from '../errors.ts'
import type { Endpoint } from './endpoint.ts'
import { verifyChain } from './verify-chain.ts'

/** Asks endpoints for their chain in the background, before anything else is asked of them; one of another chain is excluded. */
export interface ChainChecks {
  /** Asks, unless it is being asked or was a short while ago. */
  ask(endpoint: Endpoint): void
  /** Milliseconds until the endpoint may be asked; 0 = now; Infinity while it is being asked. */
  readyIn(endpoint: Endpoint): number
  /** Aborts what is on its way; nothing is asked any more. Idempotent. */
  stop(): void
}

export interface ChainChecksOptions {
  readonly chainId: number
  readonly timeoutMs: number
  readonly monotonicMs: () => number
  readonly logger: Logger
  /** A check ended, whatever it found. */
  readonly onChecked: () => void
}

const CHECK_INTERVAL_MS = 10_000

export function createChainChecks(options: ChainChecksOptions): ChainChecks {
  const { chainId, monotonicMs, logger } = options
  const stopping = new AbortController()
  const askedMs = new Map<Endpoint, number>()
  const running = new Set<Endpoint>()

  const check = async (endpoint: Endpoint): Promise<void> => {
    const where = endpoint.client.where
    try {
      const timeout = AbortSignal.timeout(options.timeoutMs)
      await verifyChain(endpoint, chainId, AbortSignal.any([stopping.signal, timeout]))
    } catch (error) {
      if (stopping.signal.aborted) return
      if (error instanceof IngestError && error.code === 'WRONG_CHAIN') {
        endpoint.excluded = true
        logger.error('an endpoint is of another chain and is not used', { where, error: errorMessage(error) })
      } else logger.debug('an endpoint did not name its chain', { where, error: errorMessage(error) })
    } finally {
      running.delete(endpoint)
      if (!stopping.signal.aborted) options.onChecked()
    }
  }
  const readyIn = (endpoint: Endpoint): number => {
    if (running.has(endpoint)) return Number.POSITIVE_INFINITY
    const lastMs = askedMs.get(endpoint)
    return lastMs === undefined ? 0 : Math.max(0, lastMs + CHECK_INTERVAL_MS - monotonicMs())
  }

  return {
    readyIn,
    ask(endpoint) {
      if (endpoint.verified || stopping.signal.aborted || readyIn(endpoint) > 0) return
      askedMs.set(endpoint, monotonicMs())
      running.add(endpoint)
      void check(endpoint)
    },
    stop: () => stopping.abort(),
  }
}
