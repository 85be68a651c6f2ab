import {
  type DraftOf,
  type Enqueue,
  type EventDraft,
  errorMessage,
  type Hash,
  maskUrl,
  type SourceStatus,
} from '@org/events'
import { type Account, increment } from './accounting.ts'
import { createBackfill } from './backfill/backfill.ts'
import { createBodyIntake } from './body-intake.ts'
import type { ChainConfig, SourceConfig } from './config/chain-config.ts'
import { createTransactionDecoder } from './decode/decode-transaction.ts'
import type { Propagation } from './dedupe/propagation.ts'
import type { PendingTx, Sightings } from './dedupe/sightings.ts'
import type { EarlierRun } from './earlier-run.ts'
import { createEndpointWatcher } from './endpoints/endpoint-watcher.ts'
import { createHashChecks } from './endpoints/hash-checks.ts'
import { createSourceEndpoints } from './endpoints/source-endpoints.ts'
import { verifyFirstReachable } from './endpoints/verify-chain.ts'
import { IngestError } from './errors.ts'
import type { AskElsewhere, OtherSource } from './fetch/elsewhere.ts'
import { createFetcher, STALLED_MS } from './fetch/fetcher.ts'
import { createSourceGaps } from './gaps/source-gaps.ts'
import type { Lifecycle } from './lifecycle/lifecycle.ts'
import { createLogLimit } from './log-limit.ts'
import type { SourceMeters, SourceReadings } from './metrics.ts'
import type { Settings } from './options.ts'
import type { RpcPort } from './rpc/rpc-port.ts'
import { createSourceRpc } from './rpc/source-rpc.ts'
import { createSightingIntake } from './sighting-intake.ts'
import { createSourceEvents } from './source-events.ts'
import { withFields } from './with-fields.ts'

/** What goes wrong with every batch or body is logged so often. */
const LOG_EVERY_MS = 10_000

export interface SourceOptions {
  readonly chain: Required<ChainConfig>
  readonly config: SourceConfig
  /** Which of the chain's sources this is. */
  readonly index: number
  readonly sightings: Sightings
  readonly propagation: Propagation | null
  readonly earlier: EarlierRun
  readonly account: Account
  readonly settings: Settings
  readonly meters: SourceMeters
  /** Never throws. */
  readonly emit: (event: EventDraft) => Enqueue
  /** Whether there is room for more bodies where events go. */
  readonly hasRoom: () => boolean
  readonly askElsewhere: AskElsewhere
  /** That of the chain; made after its sources, and asked only once they are started. */
  readonly lifecycle: () => Lifecycle
}

/** One isolated worker: watches one endpoint of its failover list at a time and fetches what it shows first. */
export interface Source extends SourceReadings, OtherSource {
  /** Questions to its endpoints beside the hot path. */
  readonly rpc: RpcPort
  /** Hands over an event that the chain made of what this source showed. */
  send(event: EventDraft): void
  /**
   * Asks the first reachable endpoint for its chain.
   * @throws IngestError `WRONG_CHAIN`
   */
  check(signal: AbortSignal): Promise<void>
  /** Begins to watch. @param sinceUs when the earlier run ended, or this one was told to start; Unix microseconds */
  start(sinceUs: number): void
  /** Closes the socket, waits for bodies on their way, releases everything. Idempotent. */
  stop(): Promise<void>
  status(): SourceStatus
}

export function createSource(options: SourceOptions): Source {
  const { chain, config, index, sightings, account, settings, meters, earlier } = options
  const { clock, random } = settings
  const logger = withFields(settings.logger, { chain_key: chain.chainKey, source_id: config.sourceId })
  const { list: endpoints, pool, close } = createSourceEndpoints(config, chain.chainId, settings, logger)
  const limits = { monotonicMs: () => clock.monotonicMs(), everyMs: LOG_EVERY_MS }
  const forgeryLog = createLogLimit(limits)
  const failureLog = createLogLimit(limits)
  const events = createSourceEvents({
    chainId: chain.chainId,
    sourceId: config.sourceId,
    account,
    clock,
    emit: options.emit,
    onOverflow: (atUs) => gaps.overflowed(atUs),
  })
  const bodies = createBodyIntake({
    sightings,
    events,
    decode: createTransactionDecoder({ chainId: chain.chainId, maxBodyBytes: settings.maxBodyBytes }),
    clock,
    askElsewhere: options.askElsewhere,
    onTransaction: (transaction: DraftOf<'TxDecoded'>, minedIn: Hash | null) =>
      options.lifecycle().onTransaction(transaction, index, minedIn),
    checkOf: createHashChecks(
      endpoints.all,
      chain.verifyHashes ? { share: settings.hashCheckShare, random } : null,
    ),
    onForgery(endpoint, note) {
      forgeryLog((since) =>
        logger.error('a node gave a body that is not of its hash', {
          where: endpoint?.client.where ?? null,
          note,
          since_last: since,
        }),
      )
      if (endpoint !== endpoints.current() || endpoints.all.length === 1) return
      watcher.leave(
        new IngestError('ENDPOINT_FAILING', `a body is not of its hash: ${note}`, { retryable: true }),
      )
    },
    onOverflow: (atUs) => gaps.overflowed(atUs),
  })
  let requestError: string | null = null
  let startedUs: number | null = null
  const fetcher = createFetcher({
    pool,
    listener: {
      onBody: (pending, body, endpoint) => bodies.body(pending, body, endpoint),
      onNotFound: (pending) => bodies.missing(pending),
      onFailed: (pending) => bodies.failed(pending),
      onRequest(size, seconds, error) {
        meters.batchSize.observe(size)
        meters.rpcSeconds.observe(seconds)
        if (error !== null) account.rpcErrors++
        if (error !== null) {
          failureLog((since) =>
            logger.warn('a batch failed', { size, error: error.message, since_last: since }),
          )
        }
        requestError = error === null ? null : error.message
      },
    },
    logger,
    monotonicMs: () => clock.monotonicMs(),
    random,
    capacity: settings.fetchQueueCapacity,
    batchSize: settings.rpcBatchSize,
    maxInFlight: settings.maxInFlight,
    flushMs: settings.batchFlushMs,
    retryAttempts: settings.retryAttempts,
    retryBackoffMs: settings.retryBackoffMs,
    deadlineMs: settings.fetchDeadlineMs,
    relieve: (pending) => options.askElsewhere(pending, index),
    hasRoom: options.hasRoom,
  })
  const isUsable = (): boolean => watcher.state === 'live' && pool.readyWithin(STALLED_MS)
  const fetch = (pending: PendingTx): boolean => {
    pending.asked |= 1 << index
    return fetcher.add(pending)
  }
  const intake = createSightingIntake({
    index,
    sightings,
    propagation: options.propagation,
    events,
    bodies,
    fetch(pending) {
      if (!isUsable() && options.askElsewhere(pending, index)) return true
      // A queue at its bound is no reason to lose what another source has room for.
      return fetch(pending) || options.askElsewhere(pending)
    },
    endpoint: () => endpoints.current(),
    clock,
  })
  const rpc = createSourceRpc({ pool })
  const gaps = createSourceGaps({
    newId: settings.newId,
    onOpened: events.gapOpened,
    onClosed: events.gapClosed,
    backfill: createBackfill({ rpc, receive: intake.held, hasRoom: options.hasRoom, logger }),
    backfillTimeoutMs: settings.backfillTimeoutMs,
    isCalm: () => options.hasRoom() && fetcher.held <= fetcher.capacity / 2,
    clock,
  })
  const watcher = createEndpointWatcher({
    chain,
    endpoints,
    settings,
    logger,
    listener: {
      onHash: intake.hash,
      onTransaction: intake.frame,
      onHead: (head, arrivalUs) => options.lifecycle().onHead(head, index, arrivalUs),
      onInvalidFrame(problem, note) {
        increment(account.rejected, 'invalid_pending_hash')
        logger.debug('a frame was ignored', { problem, note })
      },
      onSight(live) {
        options.lifecycle().onLive(index, live.heads)
        gaps.sightBack(live.pending !== 'none')
      },
      onBlind(cause, fromUs) {
        options.lifecycle().onGone(index)
        gaps.sightLost(cause, fromUs)
      },
    },
  })

  const release = async (): Promise<void> => {
    await watcher.stop()
    await fetcher.drain(AbortSignal.timeout(settings.stopTimeoutMs))
    await gaps.stop()
    events.stop()
    await close()
  }
  let stopped: Promise<void> | null = null

  return {
    chainId: chain.chainId,
    sourceId: config.sourceId,
    account,
    rpc,
    fetch,
    send: events.send,
    queueCapacity: fetcher.capacity,
    get queueDepth(): number {
      return fetcher.held
    },
    get usable(): boolean {
      return isUsable()
    },
    get connected(): boolean {
      return watcher.state === 'live'
    },
    get rotations(): number {
      return endpoints.rotations
    },
    get rateLimited(): number {
      return pool.rateLimited
    },
    mempool: chain.mempool,
    gapSeconds: (nowUs) => gaps.seconds(nowUs),
    openGapSeconds: (nowUs) => gaps.openSeconds(nowUs),
    silentSeconds(nowUs) {
      const sinceUs = intake.lastPendingUs ?? startedUs
      return sinceUs === null ? null : Math.max(0, nowUs - sinceUs) / 1e6
    },
    async check(signal) {
      try {
        const { startTimeoutMs } = settings
        const unreachable = await verifyFirstReachable(endpoints, chain.chainId, startTimeoutMs, signal)
        for (const error of unreachable) {
          logger.warn('a node cannot be reached at start; it is tried again', { error: errorMessage(error) })
        }
      } catch (cause) {
        if (!(cause instanceof IngestError && cause.code === 'WRONG_CHAIN')) throw cause
        const message = `chain ${chain.chainKey}, source ${config.sourceId}: ${errorMessage(cause)}`
        throw new IngestError('WRONG_CHAIN', message, { retryable: false, cause })
      }
    },
    start(sinceUs) {
      startedUs = clock.nowUs()
      gaps.adopt(earlier.openGaps(config.sourceId), sinceUs)
      pool.prepare()
      watcher.start(sinceUs)
    },
    stop() {
      stopped ??= release()
      return stopped
    },
    status: () => ({
      source_id: config.sourceId,
      state: watcher.state,
      subscription: watcher.subscription,
      endpoint_index: endpoints.index,
      endpoints: config.endpoints.map(({ wsUrl, httpUrl }) => ({
        ws_url: maskUrl(wsUrl),
        http_url: maskUrl(httpUrl),
      })),
      last_pending_unix_us: intake.lastPendingUs,
      silent_for_ms:
        intake.lastPendingUs === null
          ? null
          : Math.max(0, Math.round((clock.nowUs() - intake.lastPendingUs) / 1000)),
      last_error: requestError ?? watcher.lastError,
      rotations: endpoints.rotations,
    }),
  }
}
