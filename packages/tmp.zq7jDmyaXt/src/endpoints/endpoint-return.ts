import { type Clock, errorMessage, type Logger, type MempoolClass } from '@org/events'
import { type Backoff, pause } from '../transport/backoff.ts'
import type { ConnectionListener } from '../transport/frame-listener.ts'
import type { Endpoint } from './endpoint.ts'
import type { EndpointList } from './endpoint-list.ts'
import type { EndpointSession } from './endpoint-session.ts'
import { createHandover, type Handover } from './handover.ts'

/** A connection to a better endpoint that is ready to take the place of the one in use. */
export interface Takeover {
  readonly session: EndpointSession
  readonly handover: Handover
}

/** The way back to a preferred endpoint: tries it in the background while another one is in use. */
export interface EndpointReturn {
  /**
   * Resolves with a proven connection to a better endpoint; it is its caller's from then on. When the signal aborts
   * (the connection in use has ended): with the trial if that is live by then, proven or not, else with `null`,
   * nothing being left open. Waits for the signal when there is no better endpoint.
   */
  find(inUse: EndpointSession, signal: AbortSignal): Promise<Takeover | null>
}

export interface EndpointReturnOptions {
  readonly endpoints: EndpointList
  readonly mempool: MempoolClass
  readonly clock: Clock
  readonly logger: Logger
  /** Waits between trials. */
  readonly retry: Backoff
  /** A preferred endpoint that was in use for this long is well: waits begin anew. */
  readonly wellAfterMs: number
  /** How long a trial has to live before it takes over. */
  readonly stableMs: number
  readonly open: (endpoint: Endpoint, to: ConnectionListener) => EndpointSession
  /** Where the frames of the connection in use go. */
  readonly listener: ConnectionListener
}

export function createEndpointReturn(options: EndpointReturnOptions): EndpointReturn {
  const { endpoints, clock, logger, retry } = options
  /** When the next trial is due, on the monotonic clock; kept when the connection in use is replaced before. */
  let dueMs: number | null = null

  /** One trial of one endpoint. It never ends the connection in use. */
  const attempt = async (
    endpoint: Endpoint,
    inUse: EndpointSession,
    signal: AbortSignal,
  ): Promise<Takeover | null> => {
    const handover = createHandover({ to: options.listener })
    const session = options.open(endpoint, handover.trial)
    const waiting = new AbortController()
    const over = Promise.race([session.ended.then(nothing, nothing), aborted(signal, waiting.signal)])
    try {
      await Promise.race([session.wentLive, over])
      if (session.live !== null) {
        inUse.to = handover.inUse
        const shown = options.mempool === 'public' ? session.showedPending : null
        const proven = Promise.all([pause(options.stableMs, waiting.signal), shown])
        await Promise.race([proven, handover.filled, over])
        if (!session.over) return { session, handover }
      }
    } finally {
      waiting.abort()
    }
    inUse.to = options.listener
    session.close()
    await note(session, signal)
    return null
  }

  /** Says why a trial came to nothing. */
  const note = async (session: EndpointSession, signal: AbortSignal): Promise<void> => {
    const endpoint_index = endpoints.all.indexOf(session.endpoint)
    try {
      const { error } = await session.ended
      if (error.code === 'WRONG_CHAIN') endpoints.exclude(session.endpoint)
      if (signal.aborted) return
      logger.info('a preferred endpoint is not well yet', { endpoint_index, error: errorMessage(error) })
    } catch (error) {
      logger.error('the trial of an endpoint crashed', { endpoint_index, error: errorMessage(error) })
    }
  }

  const waitForTrial = async (signal: AbortSignal): Promise<void> => {
    dueMs ??= clock.monotonicMs() + retry.next()
    await pause(Math.max(0, dueMs - clock.monotonicMs()), signal)
    if (!signal.aborted) dueMs = null
  }

  return {
    async find(inUse, signal) {
      while (!signal.aborted) {
        if (endpoints.better().length === 0) {
          dueMs = null
          await pause(options.wellAfterMs, signal)
          if (!signal.aborted) retry.reset()
          continue
        }
        await waitForTrial(signal)
        if (signal.aborted) return null
        for (const endpoint of endpoints.better()) {
          const takeover = await attempt(endpoint, inUse, signal)
          if (takeover !== null || signal.aborted) return takeover
        }
      }
      return null
    },
  }
}

const nothing = (): void => {}

/** Resolves when the signal aborts. It is listened to until `released` aborts, so that waits do not pile up on it. */
async function aborted(signal: AbortSignal, released: AbortSignal): Promise<void> {
  if (signal.aborted) return
  await new Promise<void>((resolve) =>
    signal.addEventListener('abort', () => resolve(), { once: true, signal: released }),
  )
}
