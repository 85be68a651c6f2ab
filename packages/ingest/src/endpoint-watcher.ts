import { errorMessage, type Logger, maskUrl, type SourceState } from '@org/events'
import type { ChainConfig } from './config/chain-config.ts'
import type { Endpoint, EndpointList } from './endpoint-list.ts'
import { IngestError } from './errors.ts'
import type { GapLedger } from './gap-ledger.ts'
import type { Settings } from './options.ts'
import { supervise } from './supervise.ts'
import { createBackoff, pause } from './transport/backoff.ts'
import { type ConnectionEnd, type ConnectionListener, watchConnection } from './transport/connection.ts'
import { verifyChain } from './verify-chain.ts'

/** Keeps one endpoint of a source subscribed, whatever happens to it, and the gap ledger true. */
export interface EndpointWatcher {
  /** Begins to watch; a gap is open from `sinceUs` until the first subscription. */
  start(sinceUs: number): void
  /** Gives up the connection in use and goes to the next endpoint. */
  leave(why: IngestError): void
  /** Closes the connection; resolves when it is gone. Idempotent. */
  stop(): Promise<void>
  readonly state: SourceState
  readonly lastError: string | null
}

export interface EndpointWatcherOptions {
  readonly chain: Required<ChainConfig>
  readonly endpoints: EndpointList
  readonly gaps: GapLedger
  readonly settings: Settings
  readonly logger: Logger
  readonly listener: Omit<ConnectionListener, 'onLive'>
}

/** A connection that lived this long was a success: backoff begins anew. */
const STABLE_MS = 1000

export function createEndpointWatcher(options: EndpointWatcherOptions): EndpointWatcher {
  const { chain, endpoints, gaps, settings, logger } = options
  const { clock } = settings
  const stopping = new AbortController()
  let leaving = new AbortController()
  let state: SourceState = 'idle'
  let lastError: string | null = null
  let lastSightUs = clock.nowUs()
  let running: Promise<void> | null = null
  const backoff = createBackoff({
    baseMs: settings.reconnectBackoffMs,
    maxMs: settings.maxReconnectBackoffMs,
    random: settings.random,
  })

  const listener: ConnectionListener = {
    ...options.listener,
    onLive() {
      state = 'live'
      const nowUs = clock.nowUs()
      lastSightUs = nowUs
      gaps.close(nowUs)
      const wsUrl = endpoints.current()?.config.wsUrl
      logger.info('subscribed', {
        endpoint_index: endpoints.index,
        ws_url: wsUrl === undefined ? null : maskUrl(wsUrl),
      })
    },
    onHash(hash, arrivalUs) {
      lastSightUs = arrivalUs
      options.listener.onHash(hash, arrivalUs)
    },
  }

  /** One attempt on one endpoint, from the chain check to the end of its connection. */
  const attempt = async (endpoint: Endpoint): Promise<ConnectionEnd> => {
    leaving = new AbortController()
    const signal = AbortSignal.any([stopping.signal, leaving.signal])
    try {
      const timeout = AbortSignal.timeout(settings.connectTimeoutMs)
      await verifyChain(endpoint, chain.chainId, AbortSignal.any([signal, timeout]))
    } catch (error) {
      if (!(error instanceof IngestError)) throw error
      return { cause: 'error', error, sightLostUs: null }
    }
    return watchConnection(
      {
        url: endpoint.config.wsUrl,
        chainId: chain.chainId,
        clock,
        connectTimeoutMs: settings.connectTimeoutMs,
        pingIntervalMs: settings.pingIntervalMs,
        silenceTimeoutMs: chain.mempool === 'public' ? settings.silentChainTimeoutSecs * 1000 : null,
        maxFrameBytes: settings.maxFrameBytes,
        signal,
      },
      listener,
    )
  }

  /** Takes note of an end and decides which endpoint is next. */
  const onEnd = (end: ConnectionEnd): void => {
    if (end.sightLostUs !== null) gaps.open(end.cause, end.sightLostUs)
    if (stopping.signal.aborted) return
    lastError = errorMessage(end.error)
    state = end.cause === 'stall' ? 'stalled' : 'disconnected'
    logger.warn('not subscribed', { cause: end.cause, error: lastError, endpoint_index: endpoints.index })
    if (end.error.code === 'WRONG_CHAIN') endpoints.exclude()
    else if (end.error.code === 'ENDPOINT_SILENT' || end.error.code === 'ENDPOINT_FAILING') endpoints.leave()
    else endpoints.failed()
  }

  const watch = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const endpoint = endpoints.current()
      if (endpoint === null) {
        state = 'failed'
        logger.error('no endpoint is of the right chain; the source stays down', { error: lastError })
        return
      }
      // A stalled or lost source says so until it is well again.
      if (state === 'idle') state = 'connecting'
      const beganMs = clock.monotonicMs()
      const end = await attempt(endpoint)
      if (end.sightLostUs !== null && clock.monotonicMs() - beganMs >= STABLE_MS) {
        backoff.reset()
        endpoints.succeeded()
      }
      onEnd(end)
      await pause(backoff.next(), stopping.signal)
    }
  }

  return {
    get state(): SourceState {
      return state
    },
    get lastError(): string | null {
      return lastError
    },
    start(sinceUs) {
      gaps.open('start', sinceUs)
      running = supervise(watch, {
        logger,
        signal: stopping.signal,
        backoff,
        onCrash(error) {
          gaps.open('error', lastSightUs)
          lastError = errorMessage(error)
          state = 'disconnected'
        },
      })
    },
    leave: (why) => leaving.abort(why),
    async stop() {
      stopping.abort()
      await running
      state = 'stopped'
    },
  }
}
