import { setImmediate as nextTurn } from 'node:timers/promises'
import { errorMessage, type Hash, type Logger, parseHash } from '@org/events'
import type { RpcPort } from '../rpc/rpc-port.ts'
import { pause } from '../transport/backoff.ts'
import { readStandingPool } from './standing-pool.ts'

/** Reads what a node's pool holds beside what it announced. */
export interface Backfill {
  /**
   * Reads the standing pool once. Never rejects: what cannot be read is logged.
   * @param onFound hears of each transaction that was new to the source
   */
  run(signal: AbortSignal, onFound: () => void): Promise<void>
}

export interface BackfillOptions {
  readonly rpc: RpcPort
  /** Takes a transaction of the pool; true when the source had not shown it before. */
  readonly receive: (hash: Hash, body: unknown) => boolean
  /** While it says false, nothing more of the pool is handed on. */
  readonly hasRoom: () => boolean
  readonly logger: Logger
}

/** Bodies handled before sockets have their turn: 128 take some 3 ms with all that is derived from them. */
const SLICE = 128
/**
 * Wait after so many new ones: 5,000 a second at most, which is some 25,000 events. A pool of 20,000 transactions at
 * once would fill the storage's queue by itself, and what is announced meanwhile would be let go.
 */
const SLICE_MS = 25

export function createBackfill(options: BackfillOptions): Backfill {
  const { rpc, receive, hasRoom, logger } = options

  const readInto = async (signal: AbortSignal, onFound: () => void): Promise<void> => {
    const pool = await readStandingPool(rpc, signal)
    if (pool.kind === 'unsupported') {
      logger.info('the node does not show its standing pool; what it held before is not seen')
      return
    }
    let found = 0
    let unreadable = 0
    for (const [i, body] of pool.bodies.entries()) {
      if (i % SLICE === SLICE - 1) await nextTurn()
      if (signal.aborted) break
      const hash = hashOf(body)
      if (hash === null) unreadable++
      else if (receive(hash, body)) {
        found++
        onFound()
        if (found % SLICE === 0) await rest(signal)
      }
    }
    logger.info('the standing pool was read', {
      from: pool.kind,
      held: pool.bodies.length,
      found,
      unreadable,
    })
  }

  const rest = async (signal: AbortSignal): Promise<void> => {
    do await pause(SLICE_MS, signal)
    while (!hasRoom() && !signal.aborted)
  }

  return {
    async run(signal, onFound) {
      try {
        await readInto(signal, onFound)
      } catch (error) {
        if (!signal.aborted) logger.warn('the standing pool cannot be read', { error: errorMessage(error) })
      }
    },
  }
}

function hashOf(body: unknown): Hash | null {
  return typeof body === 'object' && body !== null && 'hash' in body ? parseHash(body.hash) : null
}
