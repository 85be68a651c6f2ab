import { errorMessage, type GapCause, type Logger, maskUrl, type SourceStatus } from '@org/events'
import { type Account, increment, type Outcome } from './accounting.ts'
import type { ChainConfig, SourceConfig } from './config/chain-config.ts'
import { createTransactionDecoder, RejectedBody } from './decode/decode-transaction.ts'
import type { PendingTx, Sightings } from './dedupe/sightings.ts'
import { createEndpointList, currentClient } from './endpoint-list.ts'
import { createEndpointWatcher } from './endpoint-watcher.ts'
import { IngestError } from './errors.ts'
import { createFetcher, type FetchListener } from './fetch/fetcher.ts'
import { createRpcClient } from './fetch/rpc-client.ts'
import { createGapLedger } from './gap-ledger.ts'
import type { SourceMeters, SourceReadings } from './metrics.ts'
import type { Settings } from './options.ts'
import { createSourceEvents, type SourceEventsOptions } from './source-events.ts'
import type { ConnectionListener } from './transport/connection.ts'
import { verifyFirstReachable } from './verify-chain.ts'

export interface SourceOptions {
  readonly chain: Required<ChainConfig>
  readonly config: SourceConfig
  /** Which of the chain's sources this is. */
  readonly index: number
  readonly sightings: Sightings
  readonly account: Account
  readonly settings: Settings
  readonly meters: SourceMeters
  readonly emit: SourceEventsOptions['emit']
}

/** One isolated worker: watches one endpoint of its failover list at a time and fetches what it shows first. */
export interface Source extends SourceReadings {
  /**
   * Asks the first reachable endpoint for its chain.
   * @throws IngestError `WRONG_CHAIN`
   */
  check(signal: AbortSignal): Promise<void>
  /** Begins to watch. @param sinceUs when the runtime was told to start, Unix microseconds */
  start(sinceUs: number): void
  /** Closes the socket, waits for bodies on their way, releases everything. Idempotent. */
  stop(): Promise<void>
  status(): SourceStatus
}

/** Batches in a row that failed before the endpoint is left although its WebSocket is open. */
const FAILED_BATCHES_BEFORE_LEAVING = 5

const FETCHED: Outcome = { kind: 'fetched' }
const NOT_FOUND: Outcome = { kind: 'null' }

export function createSource(options: SourceOptions): Source {
  const { chain, config, index, sightings, account, settings, meters } = options
  const { clock } = settings
  const logger = withFields(settings.logger, { chain_key: chain.chainKey, source_id: config.sourceId })
  const endpoints = createEndpointList(
    config.endpoints.map((endpoint) => ({
      config: endpoint,
      client: createRpcClient({
        url: endpoint.httpUrl,
        connections: settings.maxInFlight,
        timeoutMs: settings.rpcTimeoutMs,
        maxResponseBytes: settings.maxResponseBytes,
      }),
      verified: false,
      excluded: false,
    })),
  )
  const events = createSourceEvents({
    chainId: chain.chainId,
    sourceId: config.sourceId,
    account,
    clock,
    emit: options.emit,
  })
  const gaps = createGapLedger({
    newId: settings.newId,
    onOpened: events.gapOpened,
    onClosed: events.gapClosed,
  })
  const decode = createTransactionDecoder({ chainId: chain.chainId, maxBodyBytes: settings.maxBodyBytes })
  let fetchError: string | null = null
  let lastPendingUs: number | null = null
  let failedBatches = 0
  let stopped: Promise<void> | null = null

  const drop = (pending: PendingTx, reason: 'fetch_failed' | 'fetch_queue_full'): void => {
    sightings.settle(pending, { kind: 'dropped', reason })
    events.dropped(pending.hash, pending.arrivalUs, reason)
  }
  const bodies: FetchListener = {
    onBody(pending, body) {
      const fetchUs = Math.max(0, clock.nowUs() - pending.arrivalUs)
      const decoded = decode(body, pending.hash, fetchUs)
      if (decoded instanceof RejectedBody) {
        sightings.settle(pending, { kind: 'rejected', reason: decoded.reason })
        events.rejected(pending.hash, pending.arrivalUs, decoded.reason, decoded.note)
        return
      }
      const refused = events.decoded(pending.hash, pending.arrivalUs, decoded)
      sightings.settle(pending, refused === null ? FETCHED : { kind: 'dropped', reason: refused })
    },
    onNotFound(pending) {
      sightings.settle(pending, NOT_FOUND)
      events.dropped(pending.hash, pending.arrivalUs, 'not_found')
    },
    onFailed: (pending) => drop(pending, 'fetch_failed'),
    onRequest(size, seconds, error) {
      meters.batchSize.observe(size)
      meters.rpcSeconds.observe(seconds)
      if (error === null) {
        failedBatches = 0
        fetchError = null
        return
      }
      account.rpcErrors++
      failedBatches++
      fetchError = errorMessage(error)
      // A row of failures is one piece of news.
      if (failedBatches === 1) logger.warn('a batch failed', { size, error: fetchError })
      else logger.debug('a batch failed again', { size, error: fetchError })
      if (failedBatches >= FAILED_BATCHES_BEFORE_LEAVING && endpoints.all.length > 1) {
        const why = `${failedBatches} batches in a row failed: ${fetchError}`
        failedBatches = 0
        watcher.leave(new IngestError('ENDPOINT_FAILING', why, { retryable: true, cause: error }))
      }
    },
  }
  const fetcher = createFetcher({
    client: () => currentClient(endpoints),
    listener: bodies,
    logger,
    monotonicMs: () => clock.monotonicMs(),
    random: settings.random,
    capacity: settings.fetchQueueCapacity,
    batchSize: settings.rpcBatchSize,
    maxInFlight: settings.maxInFlight,
    flushMs: settings.batchFlushMs,
    retryAttempts: settings.retryAttempts,
    retryBackoffMs: settings.retryBackoffMs,
  })
  const frames: Omit<ConnectionListener, 'onLive'> = {
    onHash(hash, arrivalUs) {
      lastPendingUs = arrivalUs
      const { first, reannounced, fetch } = sightings.see(hash, index, arrivalUs)
      events.seen(hash, arrivalUs, first, reannounced)
      if (fetch !== null && !fetcher.add(fetch)) drop(fetch, 'fetch_queue_full')
    },
    onHead: (head, arrivalUs) => events.block(head, arrivalUs),
    onInvalidFrame(note) {
      increment(account.rejected, 'invalid_pending_hash')
      logger.debug('a frame was ignored', { note })
    },
  }
  const watcher = createEndpointWatcher({ chain, endpoints, gaps, settings, logger, listener: frames })

  const release = async (): Promise<void> => {
    await watcher.stop()
    await fetcher.drain(AbortSignal.timeout(settings.stopTimeoutMs))
    await endpoints.close()
  }

  return {
    chainId: chain.chainId,
    sourceId: config.sourceId,
    account,
    queueCapacity: fetcher.capacity,
    get queued(): number {
      return fetcher.queued
    },
    get connected(): boolean {
      return watcher.state === 'live'
    },
    get rotations(): number {
      return endpoints.rotations
    },
    gapSeconds: (nowUs): ReadonlyMap<GapCause, number> => gaps.seconds(nowUs),
    async check(signal) {
      try {
        const { startTimeoutMs } = settings
        const unreachable = await verifyFirstReachable(endpoints, chain.chainId, startTimeoutMs, signal)
        for (const error of unreachable) {
          logger.warn('a node cannot be reached at start; it is tried again', { error: errorMessage(error) })
        }
      } catch (cause) {
        const message = `chain ${chain.chainKey}, source ${config.sourceId}: ${errorMessage(cause)}`
        throw new IngestError('WRONG_CHAIN', message, { retryable: false, cause })
      }
    },
    start: (sinceUs) => watcher.start(sinceUs),
    stop() {
      stopped ??= release()
      return stopped
    },
    status: () => ({
      source_id: config.sourceId,
      state: watcher.state,
      endpoint_index: endpoints.index,
      endpoints: config.endpoints.map(({ wsUrl, httpUrl }) => ({
        ws_url: maskUrl(wsUrl),
        http_url: maskUrl(httpUrl),
      })),
      last_pending_unix_us: lastPendingUs,
      silent_for_ms:
        lastPendingUs === null ? null : Math.max(0, Math.round((clock.nowUs() - lastPendingUs) / 1000)),
      last_error: fetchError ?? watcher.lastError,
      rotations: endpoints.rotations,
    }),
  }
}

/** A logger that names the chain and the source in each record. */
function withFields(logger: Logger, fields: Readonly<Record<string, string>>): Logger {
  return {
    debug: (message, more) => logger.debug(message, { ...fields, ...more }),
    info: (message, more) => logger.info(message, { ...fields, ...more }),
    warn: (message, more) => logger.warn(message, { ...fields, ...more }),
    error: (message, more) => logger.error(message, { ...fields, ...more }),
  }
}
