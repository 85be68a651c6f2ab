import { errorMessage, type Logger } from '@org/events'
import type { PendingTx } from '../dedupe/sightings.ts'
import type { Endpoint } from '../endpoints/endpoint.ts'
import type { RpcFailure } from '../rpc/rpc-failure.ts'

/** What is told about each hash, once, and about each request. Not told: a hash that was settled meanwhile. */
export interface FetchListener {
  /** @param endpoint where the body came from */
  onBody(pending: PendingTx, body: unknown, endpoint: Endpoint): void
  /** The endpoints of this source answered null within the retries. */
  onNotFound(pending: PendingTx): void
  /** No body within the retries or the deadline, or stopped before. */
  onFailed(pending: PendingTx): void
  /** One HTTP request ended. @param error `null` when every hash was answered with a body or null */
  onRequest(size: number, seconds: number, error: RpcFailure | null): void
}

/** The same listener, but one that throws costs its own hash and no other: a body that it cannot take is failed. */
export function guardListener(listener: FetchListener, logger: Logger): FetchListener {
  const defect = (pending: PendingTx | null, error: unknown): void =>
    logger.error('the listener of bodies threw', { hash: pending?.hash ?? null, error: errorMessage(error) })
  const guarded: FetchListener = {
    onBody(pending, body, endpoint) {
      try {
        listener.onBody(pending, body, endpoint)
      } catch (error) {
        defect(pending, error)
        if (!pending.settled) guarded.onFailed(pending)
      }
    },
    onNotFound(pending) {
      try {
        listener.onNotFound(pending)
      } catch (error) {
        defect(pending, error)
      }
    },
    onFailed(pending) {
      try {
        listener.onFailed(pending)
      } catch (error) {
        defect(pending, error)
      }
    },
    onRequest(size, seconds, error) {
      try {
        listener.onRequest(size, seconds, error)
      } catch (thrown) {
        defect(null, thrown)
      }
    },
  }
  return guarded
}
