import { type BlockSeenData, type Clock, errorMessage, type Hash, type Logger } from '@org/events'
import { DEFAULT_FINALITY_DEPTH } from '../config/chain-config.ts'
import { decodeHead } from '../decode/decode-head.ts'
import { IngestError } from '../errors.ts'
import { RpcFailure } from '../rpc/rpc-failure.ts'
import type { RpcPort } from '../rpc/rpc-port.ts'

/** What became final: this block and all below it. The hash is `null` where only the depth tells. */
export interface FinalBlock {
  readonly number: number
  readonly hash: Hash | null
}

export interface FinalityOptions {
  /** Blocks until a block counts as final; `null`: what the node calls final, by the `finalized` tag. */
  readonly finalityDepth: number | null
  readonly rpc: Pick<RpcPort, 'call'>
  /** Least time between two questions for the tag. */
  readonly pollMs: number
  readonly clock: Clock
  readonly logger: Logger
  readonly onFinal: (block: FinalBlock) => void
}

/** Finds out which blocks are final. One question at a time; the timer between two belongs to it. */
export interface Finality {
  /** The chain grew to this number: says what is final by depth, or asks for the tag when it is time. */
  after(tip: number): void
  /** Aborts a question and waits for its end. Idempotent; nothing is told after it. */
  stop(): Promise<void>
}

/** So many refusals in a row mean that the node does not know the tag, in whatever words it says so. */
const REFUSALS_WITHOUT_TAG = 3
/** How long depth decides where the node names no finalized block, before it is asked again. */
const BY_DEPTH_MS = 60_000

export function createFinality(options: FinalityOptions): Finality {
  const { finalityDepth, rpc, pollMs, clock, logger, onFinal } = options
  const aborter = new AbortController()
  let tip = 0
  let nextAskMs = Number.NEGATIVE_INFINITY
  let refusals = 0
  let byDepthUntilMs = Number.NEGATIVE_INFINITY
  let timer: NodeJS.Timeout | null = null
  let asking: Promise<void> | null = null

  const tellByDepth = (depth: number): void => {
    if (tip >= depth) onFinal({ number: tip - depth, hash: null })
  }
  const withoutTag = (why: string): void => {
    byDepthUntilMs = clock.monotonicMs() + BY_DEPTH_MS
    logger.info('the node names no finalized block; blocks are final by depth', {
      depth: DEFAULT_FINALITY_DEPTH,
      why,
    })
    tellByDepth(DEFAULT_FINALITY_DEPTH)
  }
  const ask = async (): Promise<void> => {
    let head: BlockSeenData | string | null
    try {
      const answer = await rpc.call('eth_getBlockByNumber', ['finalized', false], aborter.signal)
      head = answer === null ? null : decodeHead(answer)
    } catch (error) {
      if (aborter.signal.aborted) return
      if (isRefusal(error)) refusals++
      if (namesNoBlock(error) || refusals >= REFUSALS_WITHOUT_TAG) withoutTag(errorMessage(error))
      else logger.debug('the finalized block could not be read', { error: errorMessage(error) })
      return
    }
    if (aborter.signal.aborted) return
    refusals = 0
    if (head === null) withoutTag('the answer is null')
    else if (typeof head === 'string') logger.warn('the finalized block is malformed', { error: head })
    else onFinal({ number: head.number, hash: head.hash })
  }
  const askWhenDue = (): void => {
    if (asking !== null || timer !== null || aborter.signal.aborted) return
    const waitMs = nextAskMs - clock.monotonicMs()
    if (waitMs > 0) {
      timer = setTimeout(() => {
        timer = null
        askWhenDue()
      }, waitMs)
      return
    }
    nextAskMs = clock.monotonicMs() + pollMs
    asking = ask().finally(() => {
      asking = null
    })
  }

  return {
    after(number) {
      tip = number
      if (finalityDepth !== null) tellByDepth(finalityDepth)
      else if (clock.monotonicMs() < byDepthUntilMs) tellByDepth(DEFAULT_FINALITY_DEPTH)
      else askWhenDue()
    },
    async stop() {
      aborter.abort()
      if (timer !== null) clearTimeout(timer)
      timer = null
      await asking
    },
  }
}

/** True where the node answered, with an error that says nothing we know. */
function isRefusal(error: unknown): boolean {
  return error instanceof RpcFailure && error.kind === 'refused'
}

/**
 * True for the answer of a node that runs well and knows no finalized block: geth says "finalized block not found"
 * (eth/api_backend.go), erigon "Unknown block" (code -39001), older nodes do not know the tag.
 */
function namesNoBlock(error: unknown): boolean {
  if (!(error instanceof IngestError)) return false
  return error.code === 'RPC_UNSUPPORTED' || /block not found|unknown block/i.test(error.message)
}
