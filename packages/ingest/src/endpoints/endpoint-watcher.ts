import { errorMessage, type GapCause, type Logger, maskUrl, type SourceState } from '@org/events'
import type { ChainConfig } from '../config/chain-config.ts'
import type { IngestError } from '../errors.ts'
import { supervise } from '../supervise.ts'
import { createBackoff, pause } from '../transport/backoff.ts'
import type { ConnectionEnd } from '../transport/connection.ts'
import type { ConnectionListener, FrameListener, Live } from '../transport/frame-listener.ts'
import type { PendingKind } from '../transport/handshake.ts'
import type { Endpoint } from './endpoint.ts'
import type { EndpointList } from './endpoint-list.ts'
import { createEndpointReturn, type Takeover } from './endpoint-return.ts'
import { EndpointSession, type SessionSettings } from './endpoint-session.ts'

/** Keeps one endpoint of a source subscribed, whatever happens to it, the preferred one when that is well. */
export interface EndpointWatcher {
  /** Begins to watch; blind from `sinceUs` until the first subscription. */
  start(sinceUs: number): void
  /** Gives up the connection in use and goes to the next endpoint; nothing when there is no connection. */
  leave(why: IngestError): void
  /** Closes every connection; resolves when they are gone. Idempotent. */
  stop(): Promise<void>
  readonly state: SourceState
  readonly lastError: string | null
  /** How pending transactions arrive while live, else `null`. */
  readonly subscription: PendingKind | null
}

/** What the watcher tells beside the frames. */
export interface SightListener {
  /**
   * Subscribed: sight is back, or goes on over a better endpoint (then without {@link onBlind} before). Called before
   * the first frame.
   */
  onSight(live: Live): void
  /** Sight was lost; not called again before {@link onSight}, but after a crash. @param fromUs when data stopped */
  onBlind(cause: GapCause, fromUs: number): void
}

/** See the options of the same names. */
export interface WatcherSettings extends SessionSettings {
  readonly random: () => number
  readonly reconnectBackoffMs: number
  readonly maxReconnectBackoffMs: number
  readonly preferredRetryMs: number
  readonly maxPreferredRetryMs: number
}

export interface EndpointWatcherOptions {
  readonly chain: Pick<Required<ChainConfig>, 'chainId' | 'mempool'>
  readonly endpoints: EndpointList
  readonly settings: WatcherSettings
  readonly logger: Logger
  readonly listener: FrameListener & SightListener
  /** A connection that was live for this long was no refusal: backoff begins anew. @default 1_000 */
  readonly stableMs?: number
  /** One that ends before it was live for this long counts as a failure of its endpoint. @default 30_000 */
  readonly wellMs?: number
}

export function createEndpointWatcher(options: EndpointWatcherOptions): EndpointWatcher {
  const { chain, endpoints, settings, logger, listener: owner, stableMs = 1000, wellMs = 30_000 } = options
  const { clock, random } = settings
  const stopping = new AbortController()
  let inUse: EndpointSession | null = null
  let state: SourceState = 'idle'
  let lastError: string | null = null
  let running: Promise<void> | null = null
  const backoff = createBackoff({
    baseMs: settings.reconnectBackoffMs,
    maxMs: settings.maxReconnectBackoffMs,
    random,
  })

  /** Where the frames of the connection in use go. */
  const listener: ConnectionListener = {
    onLive(live) {
      state = 'live'
      const wsUrl = endpoints.all[endpoints.index]?.config.wsUrl
      logger.info('subscribed', {
        endpoint_index: endpoints.index,
        ws_url: wsUrl === undefined ? null : maskUrl(wsUrl),
        pending: live.pending,
        heads: live.heads,
      })
      owner.onSight(live)
    },
    onHash: (hash, arrivalUs) => owner.onHash(hash, arrivalUs),
    onTransaction: (hash, frame, arrivalUs) => owner.onTransaction(hash, frame, arrivalUs),
    onHead: (head, arrivalUs) => owner.onHead(head, arrivalUs),
    onInvalidFrame: (problem, note) => owner.onInvalidFrame(problem, note),
  }
  const open = (endpoint: Endpoint, to: ConnectionListener): EndpointSession =>
    new EndpointSession({ endpoint, chain, settings, to, signal: stopping.signal })
  const better = createEndpointReturn({
    endpoints,
    mempool: chain.mempool,
    clock,
    logger,
    retry: createBackoff({ baseMs: settings.preferredRetryMs, maxMs: settings.maxPreferredRetryMs, random }),
    wellAfterMs: settings.preferredRetryMs,
    stableMs,
    open,
    listener,
  })

  /** The proven connection to a better endpoint is the one in use from now on. */
  const takeOver = ({ session, handover }: Takeover): EndpointSession => {
    inUse = session
    endpoints.use(session.endpoint)
    if (session.live !== null) listener.onLive(session.live)
    handover.complete()
    session.to = listener
    return session
  }

  /** Takes note of an end and decides which endpoint is next. */
  const onEnd = (session: EndpointSession, end: ConnectionEnd): void => {
    if (end.sightLostUs !== null) owner.onBlind(end.cause, end.sightLostUs)
    if (stopping.signal.aborted) return
    lastError = errorMessage(end.error)
    state = end.cause === 'stall' ? 'stalled' : 'disconnected'
    logger.warn('not subscribed', { cause: end.cause, error: lastError, endpoint_index: endpoints.index })
    if (end.error.code === 'WRONG_CHAIN') endpoints.exclude(session.endpoint)
    else if (end.error.code === 'ENDPOINT_SILENT') endpoints.leave()
    else if (end.error.code === 'ENDPOINT_FAILING') {
      // Its HTTP side has to answer again before it is returned to.
      session.endpoint.verified = false
      endpoints.leave()
    } else endpoints.failed()
  }

  /** The session ended by itself: resolves with its end, backoff and failures being counted anew after a success. */
  const endOf = async (session: EndpointSession): Promise<ConnectionEnd> => {
    try {
      return await session.ended
    } finally {
      const liveMs = session.liveSinceMs === null ? 0 : clock.monotonicMs() - session.liveSinceMs
      if (liveMs >= stableMs) backoff.reset()
      if (liveMs >= wellMs) endpoints.succeeded()
    }
  }

  /** The new session is in use before the old one is closed: no moment without sight. */
  const replace = async (old: EndpointSession, next: Takeover): Promise<EndpointSession> => {
    const session = takeOver(next)
    old.close()
    const end = await old.ended
    // It was lost before it could be closed: what it missed until the new one was live is a gap all the same.
    if (end.cause !== 'shutdown' && end.sightLostUs !== null && session.live !== null) {
      owner.onBlind(end.cause, end.sightLostUs)
      owner.onSight(session.live)
    }
    return session
  }

  /** Uses a session until it ends or a better one takes its place, which is then to be used; `null` when there is none. */
  const use = async (session: EndpointSession): Promise<EndpointSession | null> => {
    const ended = new AbortController()
    const abort = (): void => ended.abort()
    session.ended.then(abort, abort)
    const next = await better.find(session, ended.signal)
    try {
      if (next !== null && !ended.signal.aborted) return await replace(session, next)
      onEnd(session, await endOf(session))
      if (next === null) return null
      if (!stopping.signal.aborted) return takeOver(next)
    } catch (error) {
      if (next !== null) await released(next.session)
      throw error
    }
    await released(next.session)
    return null
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
      endpoints.use(endpoint)
      let session: EndpointSession | null = open(endpoint, listener)
      inUse = session
      try {
        while (session !== null) session = await use(session)
      } finally {
        if (session !== null) await released(session)
      }
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
    get subscription(): PendingKind | null {
      return state === 'live' && inUse !== null ? inUse.pending : null
    },
    start(sinceUs) {
      owner.onBlind('start', sinceUs)
      running = supervise(watch, {
        logger,
        signal: stopping.signal,
        backoff,
        onCrash(error) {
          lastError = errorMessage(error)
          state = 'disconnected'
          owner.onBlind('error', inUse?.lastFrameUs ?? clock.nowUs())
        },
      })
    },
    leave: (why) => inUse?.close(why),
    async stop() {
      stopping.abort()
      await running
      state = 'stopped'
    },
  }
}

/** Closes a session; resolves when its socket is gone. Whether it crashed at last does not matter any more. */
async function released(session: EndpointSession): Promise<void> {
  session.close()
  await session.ended.catch(() => {})
}
