import { type BlockSeenData, errorMessage, type Hash, type Logger } from '@org/events'
import { decodeBlock } from '../decode/decode-block.ts'
import { decodeHead } from '../decode/decode-head.ts'
import { IngestError } from '../errors.ts'
import { RpcFailure } from '../rpc/rpc-failure.ts'
import type { AskSources } from './ask-sources.ts'
import type { FollowedBlock } from './block-window.ts'
import type { ReceiptStatuses } from './receipt-statuses.ts'

/**
 * Reads blocks and heads from the nodes, first from the source that showed the block and then from others, since a
 * node that lags behind does not have it. Everything is checked; what cannot be used is a failed read. Never rejects.
 */
export interface BlockReader {
  /** The head with this hash; `null` when no source that was asked has it. */
  head(hash: Hash, source: number, signal: AbortSignal): Promise<BlockSeenData | null>
  /** The blocks that the source has at these numbers; those that could not be read are left out. */
  headsAt(numbers: readonly number[], source: number, signal: AbortSignal): Promise<readonly BlockSeenData[]>
  /** The newest head of the source; `null` when it could not be read. */
  latest(source: number, signal: AbortSignal): Promise<BlockSeenData | null>
  /** One attempt to read the transactions into `block.body`, their status unknown. Does nothing when they are read. */
  readBody(block: FollowedBlock, signal: AbortSignal): Promise<void>
  /** Fills in the status of the transactions in `block.body`, as far as it is of interest and can be read. */
  readStatuses(block: FollowedBlock, signal: AbortSignal): Promise<void>
}

export interface BlockReaderOptions {
  readonly asking: AskSources
  readonly receipts: ReceiptStatuses
  readonly logger: Logger
}

/** Sources that are asked for the same head before it counts as unreadable. */
const MOST_SOURCES_ASKED = 3
/** After so many failures a body is read with hashes only: it may be too large to come whole. */
const WHOLE_FAILURES = 2
/** Heads asked for in one call, which bounds what one answer holds. */
const HEADS_PER_CALL = 64

export function createBlockReader(options: BlockReaderOptions): BlockReader {
  const { asking, receipts, logger } = options

  const askHead = async (
    method: string,
    param: string,
    source: number,
    signal: AbortSignal,
  ): Promise<BlockSeenData | null> => {
    try {
      const answer = await asking.ask(source, method, [param, false], signal)
      const head = answer === null ? null : decodeHead(answer)
      if (typeof head !== 'string') return head
      logger.warn('a node answered with a malformed block', { method, param, error: head })
    } catch (error) {
      logger.debug('a head could not be read', { method, param, error: errorMessage(error) })
    }
    return null
  }

  return {
    async head(hash, source, signal) {
      for (let i = 0; i < Math.min(asking.sources, MOST_SOURCES_ASKED) && !signal.aborted; i++) {
        const head = await askHead('eth_getBlockByHash', hash, source + i, signal)
        if (head?.hash === hash) return head
      }
      return null
    },
    async headsAt(numbers, source, signal) {
      const heads: BlockSeenData[] = []
      for (let first = 0; first < numbers.length && !signal.aborted; first += HEADS_PER_CALL) {
        const group = numbers.slice(first, first + HEADS_PER_CALL)
        const params = group.map((number) => [quantity(number), false])
        const answers = await asking.askEach(source, 'eth_getBlockByNumber', params, signal)
        for (const [i, answer] of answers.entries()) {
          const head = decodeHead(answer)
          if (typeof head !== 'string' && head.number === group[i]) heads.push(head)
        }
      }
      return heads
    },
    latest: (source, signal) => askHead('eth_getBlockByNumber', 'latest', source, signal),
    async readBody(block, signal) {
      if (block.body !== null) return
      const { head } = block
      const source = block.source + block.attempts++
      try {
        const answer = await asking.ask(source, 'eth_getBlockByHash', [head.hash, !block.hashesOnly], signal)
        if (answer === null) return
        const decoded = decodeBlock(answer)
        if (typeof decoded === 'string') throw malformed(decoded)
        if (decoded.head.hash !== head.hash || decoded.head.number !== head.number) {
          throw malformed(`it is block ${decoded.head.number} ${decoded.head.hash}`)
        }
        block.body = {
          number: head.number,
          hash: head.hash,
          parentHash: head.parent_hash,
          timestamp: head.timestamp,
          transactions: decoded.transactions,
        }
      } catch (error) {
        const kind = error instanceof RpcFailure ? error.kind : null
        // Being asked for too much says nothing about the size of this block.
        if (kind !== 'rate_limited') block.failures++
        if (kind === 'too_large' || block.failures >= WHOLE_FAILURES) block.hashesOnly = true
        logger.debug('a block could not be read', {
          number: head.number,
          hash: head.hash,
          attempt: block.attempts,
          error: errorMessage(error),
        })
      }
    },
    async readStatuses(block, signal) {
      const { body } = block
      if (body === null) return
      const transactions = await receipts.fillIn(body.hash, body.transactions, block.source, signal)
      if (transactions !== body.transactions) block.body = { ...body, transactions }
    },
  }
}

function malformed(why: string): IngestError {
  return new IngestError('RPC_BAD_RESPONSE', `the answer to eth_getBlockByHash is unusable: ${why}`, {
    retryable: true,
  })
}

/** A number as JSON-RPC writes it. */
function quantity(value: number): string {
  return `0x${value.toString(16)}`
}
