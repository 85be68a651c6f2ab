import { errorMessage, type Logger, quantityToNumber } from '@org/events'
import type { RpcPort } from '../rpc/rpc-port.ts'
import { createBackoff, pause } from '../transport/backoff.ts'
import type { TransactionPool } from './transaction-pool.ts'

/** Asks the nodes for the nonces that a pool wishes to know. */
export interface NonceSeeder {
  /** Asks until the signal aborts; then no question is open. Rejects only for a defect. One run at a time. */
  run(signal: AbortSignal): Promise<void>
}

export interface NonceSeederOptions {
  readonly pool: Pick<TransactionPool, 'takeSenders' | 'seed' | 'unseeded'>
  readonly rpc: Pick<RpcPort, 'callEach'>
  readonly logger: Logger
  /** Uniform in [0, 1). */
  readonly random: () => number
  /** Most accounts in one batch. @default 128 */
  readonly batchSize?: number
  /** Batches at once. @default 2 */
  readonly maxInFlight?: number
  /** Longest wait of an account for its batch to fill, milliseconds. @default 20 */
  readonly waitMs?: number
  /** First wait after a batch that failed as a whole, doubling up to `maxBackoffMs`, with jitter. @default 100 */
  readonly backoffMs?: number
  /** @default 30_000 */
  readonly maxBackoffMs?: number
}

export function createNonceSeeder(options: NonceSeederOptions): NonceSeeder {
  const { pool, rpc, logger, batchSize = 128, maxInFlight = 2, waitMs = 20 } = options

  /** Asks for the next accounts that are wished. */
  const ask = async (signal: AbortSignal): Promise<'idle' | 'answered' | 'failed'> => {
    const senders = pool.takeSenders(batchSize)
    if (senders.length === 0) return 'idle'
    const open = new Set(senders)
    let lastError: unknown = null
    try {
      const answers = await rpc.callEach(
        senders.map((sender) => ({ method: 'eth_getTransactionCount', params: [sender, 'latest'] })),
        signal,
      )
      for (const [index, sender] of senders.entries()) {
        const answer = answers[index]
        if (answer?.ok !== true) lastError = answer?.error ?? lastError
        const nonce = answer?.ok === true ? quantityToNumber(answer.result) : null
        if (nonce === null) continue
        open.delete(sender)
        pool.seed(sender, nonce)
      }
    } finally {
      for (const sender of open) pool.unseeded(sender)
    }
    if (open.size < senders.length || signal.aborted) return 'answered'
    const error = lastError === null ? 'no answer is a quantity' : errorMessage(lastError)
    logger.warn('nonces could not be asked for', { senders: senders.length, error })
    return 'failed'
  }

  const work = async (signal: AbortSignal): Promise<void> => {
    const { backoffMs = 100, maxBackoffMs = 30_000, random } = options
    const backoff = createBackoff({ baseMs: backoffMs, maxMs: maxBackoffMs, random })
    while (!signal.aborted) {
      const outcome = await ask(signal)
      if (outcome === 'answered') backoff.reset()
      // Also after an answer: the accounts of the next batch gather meanwhile.
      await pause(outcome === 'failed' ? backoff.next() : waitMs, signal)
    }
  }

  return {
    async run(signal) {
      const crash = new AbortController()
      const either = AbortSignal.any([signal, crash.signal])
      const workers = Array.from({ length: maxInFlight }, () =>
        work(either).catch((error: unknown) => {
          crash.abort()
          throw error
        }),
      )
      const ends = await Promise.allSettled(workers)
      for (const end of ends) if (end.status === 'rejected') throw end.reason
    },
  }
}
