import { type BlockSeenData, type DraftOf, type EventDraft, errorMessage, type Hash } from '@org/events'
import { type ChainConfig, DEFAULT_FINALITY_DEPTH } from '../config/chain-config.ts'
import type { Settings } from '../options.ts'
import { createChainRpc } from '../rpc/chain-rpc.ts'
import type { RpcPort } from '../rpc/rpc-port.ts'
import { supervise } from '../supervise.ts'
import { createBackoff } from '../transport/backoff.ts'
import { withFields } from '../with-fields.ts'
import { createAskSources } from './ask-sources.ts'
import { createBlockReader } from './block-reader.ts'
import { createFinality } from './finality.ts'
import type { HeadCounters } from './head-counters.ts'
import { createHeadPoller } from './head-poller.ts'
import { createHeadTracker } from './head-tracker.ts'
import { createNonceSeeder } from './nonce-seeder.ts'
import { createReceiptStatuses } from './receipt-statuses.ts'
import { createStaleResolver } from './stale-resolver.ts'
import { createTransactionPool, type PoolReadings } from './transaction-pool.ts'

/**
 * What becomes of the transactions of one chain: its blocks, followed through the heads of all sources, and the pool
 * of those that wait. What comes in is taken at once and never throws; questions to the nodes run beside it.
 */
export interface Lifecycle {
  /**
   * A body that was handed on, after its `TxDecoded`.
   * @param source index of the source that fetched it
   * @param minedIn hash of the block the node says holds it, or `null`
   */
  onTransaction(transaction: DraftOf<'TxDecoded'>, source: number, minedIn: Hash | null): void
  onHead(head: BlockSeenData, source: number, arrivalUs: number): void
  /** The source can be seen (again). @param announcesHeads where it does not, its newest head is polled */
  onLive(source: number, announcesHeads: boolean): void
  onGone(source: number): void
  /** Begins to work. Once. */
  start(): void
  /** Aborts all questions, waits for their end, releases every timer. Idempotent. */
  stop(): Promise<void>
  /** Live numbers: each is read when asked for. */
  readonly readings: LifecycleReadings
}

export interface LifecycleReadings {
  readonly heads: Readonly<HeadCounters>
  /** Heads that wait to be worked off; those that gave way to newer ones. */
  readonly headsQueued: number
  readonly headsOverflowed: number
  /** Blocks that are not final. */
  readonly windowBlocks: number
  /** Number of the newest block of the followed chain; `null` before the first. */
  readonly tip: number | null
  readonly pool: PoolReadings
  /** Defects met: a loop that crashed and was restarted, a transaction that was not taken. */
  readonly crashes: number
}

export interface LifecycleOptions {
  readonly chain: Pick<Required<ChainConfig>, 'chainKey' | 'chainId' | 'finalityDepth'>
  /** By index of the source. */
  readonly sourceIds: readonly string[]
  /** The nodes of each source, by its index: a block is read from the source that showed it first. */
  readonly rpc: readonly RpcPort[]
  /** Never throws. */
  readonly emit: (event: EventDraft, source: number) => void
  readonly settings: Pick<
    Settings,
    | 'maxTrackedTransactions'
    | 'pendingTtlSecs'
    | 'senderLimit'
    | 'maxMissedBlocks'
    | 'finalityPollMs'
    | 'headPollMs'
    | 'coverageRecentMs'
    | 'coverageBaselineMs'
    | 'clock'
    | 'logger'
    | 'random'
  >
}

/** How long one source may take to answer a question about a block before the next is asked. */
const BLOCK_TIMEOUT_MS = 3000
/** A head is shown by then, linked to the chain or not. */
const LINK_TIMEOUT_MS = 3000
const BODY_RETRY_MS = 100
/** A block whose transactions nobody gave for so long is given up. */
const UNREAD_MS = 15_000
/** A source that announces heads and showed none for so long is asked; longer than the slots of Ethereum. */
const SILENT_HEADS_MS = 15_000
const QUEUED_HEADS = 256
/**
 * Least size of the window, and what it holds above the finality depth: half an hour of four blocks a second, which is
 * longer than a rollup waits for its blocks to be final.
 */
const WINDOW_BLOCKS = 8192
const WINDOW_MARGIN = 64
const EXPIRE_EVERY_MS = 5000
/** Of defects that repeat with every transaction one in so many is logged. */
const LOG_EVERY = 1000

export function createLifecycle(options: LifecycleOptions): Lifecycle {
  const { chain, sourceIds, rpc: ports, emit, settings } = options
  const { clock, random } = settings
  const logger = withFields(settings.logger, { chain_key: chain.chainKey })
  const aborter = new AbortController()
  const asking = createAskSources({ ports, timeoutMs: BLOCK_TIMEOUT_MS })
  const windowBlocks = Math.max(
    WINDOW_BLOCKS,
    (chain.finalityDepth ?? DEFAULT_FINALITY_DEPTH) + WINDOW_MARGIN,
  )
  const pool = createTransactionPool({
    chainId: chain.chainId,
    sourceIds,
    clock,
    emit,
    limits: {
      maxTracked: settings.maxTrackedTransactions,
      pendingTtlMs: settings.pendingTtlSecs * 1000,
      senderLimit: settings.senderLimit,
      maxBlocks: windowBlocks,
    },
    coverage: { recentMs: settings.coverageRecentMs, baselineMs: settings.coverageBaselineMs },
  })
  const receipts = createReceiptStatuses({ asking, has: pool.has, clock, logger })
  const reader = createBlockReader({ asking, receipts, logger })
  const rpc = createChainRpc(ports)
  const seeder = createNonceSeeder({ pool, rpc, logger, random })
  const resolver = createStaleResolver({ pool, rpc, logger, random })
  const finality = createFinality({
    finalityDepth: chain.finalityDepth,
    rpc,
    pollMs: settings.finalityPollMs,
    clock,
    logger,
    onFinal: (block) => tracker.onFinal(block),
  })
  const tracker = createHeadTracker({
    chainId: chain.chainId,
    sourceIds,
    reader,
    listener: pool,
    emit,
    onTip: finality.after,
    windowBlocks,
    maxMissedBlocks: settings.maxMissedBlocks,
    queueCapacity: QUEUED_HEADS,
    linkTimeoutMs: LINK_TIMEOUT_MS,
    unreadMs: UNREAD_MS,
    retryBaseMs: BODY_RETRY_MS,
    clock,
    random,
    logger,
  })
  const poller = createHeadPoller({
    sources: sourceIds.length,
    pollMs: settings.headPollMs,
    silentMs: SILENT_HEADS_MS,
    latest: reader.latest,
    onHead: (head, source) => tracker.onHead(head, source, clock.nowUs()),
  })
  let crashes = 0
  let expiring: NodeJS.Timeout | null = null
  let working: Promise<unknown> | null = null
  let stopped: Promise<void> | null = null

  const defect = (what: string, error: unknown): void => {
    if (crashes++ % LOG_EVERY === 0) logger.error(what, { crashes, error: errorMessage(error) })
  }
  const expire = (): void => {
    try {
      pool.expire(clock.nowUs())
    } catch (error) {
      defect('old transactions could not be let go', error)
    }
  }
  const supervised = (worker: (signal: AbortSignal) => Promise<void>): Promise<void> =>
    supervise(() => worker(aborter.signal), {
      logger,
      signal: aborter.signal,
      backoff: createBackoff({ baseMs: 100, maxMs: 10_000, random }),
      onCrash() {
        crashes++
      },
    })
  const release = async (): Promise<void> => {
    aborter.abort()
    if (expiring !== null) clearInterval(expiring)
    await Promise.all([working, poller.stop(), finality.stop()])
  }

  return {
    onTransaction(transaction, source, minedIn) {
      try {
        pool.add(transaction, source, minedIn)
      } catch (error) {
        defect('the pool could not take a transaction', error)
      }
    },
    onHead(head, source, arrivalUs) {
      poller.onHead(source)
      tracker.onHead(head, source, arrivalUs)
    },
    onLive(source, announcesHeads) {
      tracker.onLive(source)
      poller.onLive(source, announcesHeads)
    },
    onGone(source) {
      tracker.onGone(source)
      poller.onGone(source)
    },
    start() {
      if (working !== null || stopped !== null) return
      working = Promise.all([tracker.run, seeder.run, resolver.run].map(supervised))
      expiring = setInterval(expire, EXPIRE_EVERY_MS)
    },
    stop() {
      stopped ??= release()
      return stopped
    },
    readings: {
      heads: tracker.counters,
      get headsQueued(): number {
        return tracker.queued
      },
      get headsOverflowed(): number {
        return tracker.overflowed
      },
      get windowBlocks(): number {
        return tracker.blocks.length
      },
      get tip(): number | null {
        return tracker.blocks.at(-1)?.head.number ?? null
      },
      get pool(): PoolReadings {
        return pool.readings
      },
      get crashes(): number {
        return crashes
      },
    },
  }
}
