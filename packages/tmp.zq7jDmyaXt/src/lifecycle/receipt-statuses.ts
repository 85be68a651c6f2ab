import { type Clock, errorMessage, type Hash, type Logger, parseHash } from '@org/events'
import { IngestError } from '../errors.ts'
import type { AskSources } from './ask-sources.ts'
import type { MinedStatus, MinedTx } from './mined-block.ts'

/** Reads from the receipts of a block whether its transactions succeeded. */
export interface ReceiptStatuses {
  /**
   * The transactions with the status that their receipts give, as far as somebody is interested in any of them. Where
   * receipts cannot be read the status stays `unknown`. Never rejects.
   */
  fillIn(
    block: Hash,
    transactions: readonly MinedTx[],
    source: number,
    signal: AbortSignal,
  ): Promise<readonly MinedTx[]>
}

export interface ReceiptStatusesOptions {
  readonly asking: AskSources
  /** Whether the transaction's status is of interest to anybody. */
  readonly has: (hash: Hash) => boolean
  readonly clock: Clock
  readonly logger: Logger
}

/** How long a source is not asked again that does not know the method, or failed several times in a row. */
const REST_MS = 600_000
const FAILURES_BEFORE_REST = 3

interface SourceMemory {
  failures: number
  restsUntilMs: number
}

export function createReceiptStatuses(options: ReceiptStatusesOptions): ReceiptStatuses {
  const { asking, has, clock, logger } = options
  const memories: readonly SourceMemory[] = Array.from({ length: asking.sources }, () => ({
    failures: 0,
    restsUntilMs: Number.NEGATIVE_INFINITY,
  }))

  const failed = (memory: SourceMemory, source: number, error: unknown): void => {
    memory.failures++
    const unsupported = error instanceof IngestError && error.code === 'RPC_UNSUPPORTED'
    if (!unsupported && memory.failures < FAILURES_BEFORE_REST) return
    memory.failures = 0
    memory.restsUntilMs = clock.monotonicMs() + REST_MS
    logger.warn('receipts cannot be read: the status of confirmed transactions is unknown for a while', {
      source,
      again_in_s: REST_MS / 1000,
      error: errorMessage(error),
    })
  }

  return {
    async fillIn(block, transactions, preferred, signal) {
      if (!transactions.some(({ hash }) => has(hash))) return transactions
      for (let i = 0; i < asking.sources && !signal.aborted; i++) {
        const source = (preferred + i) % asking.sources
        const memory = memories[source]
        if (memory === undefined || clock.monotonicMs() < memory.restsUntilMs) continue
        try {
          const receipts = await asking.ask(source, 'eth_getBlockReceipts', [block], signal)
          // The node lags behind, which says nothing about the method.
          if (receipts === null) continue
          const statuses = decodeStatuses(receipts)
          memory.failures = 0
          return transactions.map((tx) => ({ ...tx, status: statuses.get(tx.hash) ?? 'unknown' }))
        } catch (error) {
          if (!signal.aborted) failed(memory, source, error)
          // Only one may take its time: the next heads wait for this block.
          if (!(error instanceof IngestError && error.code === 'RPC_UNSUPPORTED')) break
        }
      }
      return transactions
    },
  }
}

/** @throws IngestError `RPC_BAD_RESPONSE` */
function decodeStatuses(receipts: unknown): ReadonlyMap<Hash, MinedStatus> {
  if (!Array.isArray(receipts)) {
    const problem = `the answer to eth_getBlockReceipts is a ${typeof receipts}, not a list`
    throw new IngestError('RPC_BAD_RESPONSE', problem, { retryable: true })
  }
  const statuses = new Map<Hash, MinedStatus>()
  for (const receipt of receipts as readonly unknown[]) {
    if (typeof receipt !== 'object' || receipt === null) continue
    const fields = receipt as Readonly<Record<string, unknown>> // an object of unknown fields
    const hash = parseHash(fields.transactionHash)
    // Before Byzantium receipts held a state root instead.
    const status = fields.status === '0x1' ? 'success' : fields.status === '0x0' ? 'reverted' : 'unknown'
    if (hash !== null) statuses.set(hash, status)
  }
  return statuses
}
