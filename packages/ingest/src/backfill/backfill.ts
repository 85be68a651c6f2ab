import { setImmediate as nextTurn } from 'node:timers/promises'
import { errorMessage, type Hash, type Logger, parseHash } from '@org/events'
import type { RpcPort } from '../rpc/rpc-port.ts'
import { readStandingPool } from './standing-pool.ts'

/** Reads what a node's pool holds beside what it announced. */
export interface Backfill {
  /**
   * Reads the standing pool once. Never rejects: what cannot be read is logged.
   * @returns how many transactions were new to the source
   */
  run(signal: AbortSignal): Promise<number>
}

export interface BackfillOptions {
  readonly rpc: RpcPort
  /** Takes a transaction of the pool; true when the source had not shown it before. */
  readonly receive: (hash: Hash, body: unknown) => boolean
  readonly logger: Logger
}

/** Bodies handled before sockets have their turn: 256 take about 5 ms with all that is derived from them. */
const SLICE = 256

export function createBackfill(options: BackfillOptions): Backfill {
  const { rpc, receive, logger } = options

  const readInto = async (signal: AbortSignal): Promise<number> => {
    const pool = await readStandingPool(rpc, signal)
    if (pool.kind === 'unsupported') {
      logger.info('the node does not show its standing pool; what it held before is not seen')
      return 0
    }
    let found = 0
    let unreadable = 0
    for (const [i, body] of pool.bodies.entries()) {
      if (i % SLICE === SLICE - 1) await nextTurn()
      if (signal.aborted) break
      const hash = hashOf(body)
      if (hash === null) unreadable++
      else if (receive(hash, body)) found++
    }
    logger.info('the standing pool was read', {
      from: pool.kind,
      held: pool.bodies.length,
      found,
      unreadable,
    })
    return found
  }

  return {
    async run(signal) {
      try {
        return await readInto(signal)
      } catch (error) {
        if (!signal.aborted) logger.warn('the standing pool cannot be read', { error: errorMessage(error) })
        return 0
      }
    },
  }
}

function hashOf(body: unknown): Hash | null {
  return typeof body === 'object' && body !== null && 'hash' in body ? parseHash(body.hash) : null
}
