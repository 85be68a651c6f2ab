import { errorMessage, type Hash, type Logger, parseHash } from '@org/events'
import { decodeHead } from '../decode/decode-head.ts'
import type { RpcAnswer, RpcPort, RpcQuestion } from '../rpc/rpc-port.ts'
import { createBackoff, pause } from '../transport/backoff.ts'
import type { BlockName, MinedStatus } from './mined-block.ts'
import type { TransactionPool } from './transaction-pool.ts'

/** Asks the nodes what became of the transactions that no block is seen to hold. */
export interface StaleResolver {
  /** Asks until the signal aborts; then no question is open. Rejects only for a defect. One run at a time. */
  run(signal: AbortSignal): Promise<void>
}

export interface StaleResolverOptions {
  readonly pool: Pick<TransactionPool, 'takeStale' | 'minedElsewhere' | 'gone' | 'undecided' | 'readings'>
  readonly rpc: Pick<RpcPort, 'callEach'>
  readonly logger: Logger
  /** Uniform in [0, 1). */
  readonly random: () => number
  /** Most transactions in one batch. @default 128 */
  readonly batchSize?: number
  /** Between two looks, milliseconds. @default 1_000 */
  readonly pollMs?: number
  /** Longest wait after batches that failed, milliseconds; the first is `pollMs`. @default 60_000 */
  readonly maxBackoffMs?: number
}

/** Blocks whose names are kept: the transactions of one are asked for together, or nearly so. */
const KEPT_BLOCKS = 64
/** Hashes of which is kept that a node did not know them. */
const KEPT_UNKNOWN = 8192

export function createStaleResolver(options: StaleResolverOptions): StaleResolver {
  const { pool, rpc, logger, batchSize = 128, pollMs = 1000, maxBackoffMs = 60_000 } = options
  const blocks = new Map<Hash, BlockName>()
  /** What was unknown once: one node may lag, so that only the second null in a row counts. */
  const unknown = new Set<Hash>()

  const callEach = async (
    questions: readonly RpcQuestion[],
    signal: AbortSignal,
  ): Promise<readonly RpcAnswer[]> => (questions.length === 0 ? [] : rpc.callEach(questions, signal))

  /** Reads the names of the blocks that are not kept. */
  const readBlocks = async (hashes: readonly Hash[], signal: AbortSignal): Promise<void> => {
    const wanted = [...new Set(hashes)].filter((hash) => !blocks.has(hash))
    const questions = wanted.map((hash) => ({ method: 'eth_getBlockByHash', params: [hash, false] }))
    for (const answer of await callEach(questions, signal)) {
      const head = answer.ok ? decodeHead(answer.result) : null
      if (head === null || typeof head === 'string') continue
      keep(blocks, head.hash, { number: head.number, hash: head.hash, timestamp: head.timestamp })
    }
  }
  const readStatuses = async (
    hashes: readonly Hash[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<Hash, MinedStatus>> => {
    const questions = hashes.map((hash) => ({ method: 'eth_getTransactionReceipt', params: [hash] }))
    const answers = await callEach(questions, signal)
    return new Map(hashes.map((hash, index) => [hash, statusOf(answers[index])]))
  }
  const tellUnknown = (hash: Hash): void => {
    if (unknown.delete(hash)) {
      pool.gone(hash)
      return
    }
    unknown.add(hash)
    const [oldest] = unknown
    if (unknown.size > KEPT_UNKNOWN && oldest !== undefined) unknown.delete(oldest)
    pool.undecided(hash)
  }

  /** Asks for the next transactions whose time has come. */
  const ask = async (signal: AbortSignal): Promise<'idle' | 'answered' | 'failed'> => {
    const hashes = pool.takeStale(batchSize)
    if (hashes.length === 0) return 'idle'
    const open = new Set(hashes)
    const minedIn = new Map<Hash, Hash>()
    let lastError: unknown = null
    let answered = 0
    try {
      const answers = await callEach(
        hashes.map((hash) => ({ method: 'eth_getTransactionByHash', params: [hash] })),
        signal,
      )
      for (const [index, hash] of hashes.entries()) {
        const answer = answers[index]
        if (answer?.ok !== true) {
          lastError = answer?.error ?? lastError
          continue
        }
        answered++
        const block = blockOf(answer.result, hash)
        if (block === 'unknown') {
          open.delete(hash)
          tellUnknown(hash)
          continue
        }
        unknown.delete(hash)
        if (block !== 'pending') minedIn.set(hash, block)
      }
      await readBlocks([...minedIn.values()], signal)
      const statuses = await readStatuses([...minedIn.keys()], signal)
      for (const [hash, blockHash] of minedIn) {
        const block = blocks.get(blockHash)
        if (block === undefined) continue
        open.delete(hash)
        const { finalNumber } = pool.readings
        const isFinal = finalNumber !== null && block.number <= finalNumber
        pool.minedElsewhere(hash, block, statuses.get(hash) ?? 'unknown', isFinal)
      }
    } finally {
      for (const hash of open) pool.undecided(hash)
    }
    if (answered > 0 || signal.aborted) return 'answered'
    const error = lastError === null ? 'no answers' : errorMessage(lastError)
    logger.warn('the fate of transactions could not be asked for', { transactions: hashes.length, error })
    return 'failed'
  }

  return {
    async run(signal) {
      const backoff = createBackoff({ baseMs: pollMs, maxMs: maxBackoffMs, random: options.random })
      while (!signal.aborted) {
        const outcome = await ask(signal)
        if (outcome === 'answered') backoff.reset()
        await pause(outcome === 'failed' ? backoff.next() : pollMs, signal)
      }
    },
  }
}

/** The hash of the block that holds the transaction, as its body says; an answer that makes no sense decides nothing. */
function blockOf(body: unknown, hash: Hash): Hash | 'pending' | 'unknown' {
  if (body === null || body === undefined) return 'unknown'
  if (typeof body !== 'object') return 'pending'
  const fields = body as Readonly<Record<string, unknown>> // an object of unknown fields
  return parseHash(fields.hash) === hash ? (parseHash(fields.blockHash) ?? 'pending') : 'pending'
}

function statusOf(answer: RpcAnswer | undefined): MinedStatus {
  if (answer?.ok !== true || typeof answer.result !== 'object' || answer.result === null) return 'unknown'
  const { status } = answer.result as Readonly<Record<string, unknown>> // an object of unknown fields
  return status === '0x1' ? 'success' : status === '0x0' ? 'reverted' : 'unknown'
}

/** Adds to a map of bounded size; the oldest entry leaves. */
function keep(blocks: Map<Hash, BlockName>, hash: Hash, block: BlockName): void {
  blocks.set(hash, block)
  const [oldest] = blocks.keys()
  if (blocks.size > KEPT_BLOCKS && oldest !== undefined) blocks.delete(oldest)
}
