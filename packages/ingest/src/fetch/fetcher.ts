import type { Logger } from '@org/events'
import type { PendingTx } from '../dedupe/sightings.ts'
import type { Endpoint } from '../endpoints/endpoint.ts'
import type { EndpointPool } from '../endpoints/endpoint-pool.ts'
import { type FetchListener, guardListener } from './fetch-listener.ts'
import { createFlushTimer } from './flush-timer.ts'
import { createOtherEndpoint } from './other-endpoint.ts'
import { createPendingQueue } from './pending-queue.ts'
import { createRetries } from './retries.ts'
import { sortAnswers } from './sort-answers.ts'
import { encodeTransactionBatch } from './transaction-batch.ts'

export interface FetcherOptions {
  readonly pool: EndpointPool
  readonly listener: FetchListener
  readonly logger: Logger
  readonly monotonicMs: () => number
  readonly random: () => number
  /** Bound of hashes held: queued, being fetched, or waiting for a retry. */
  readonly capacity: number
  /** Bound of a batch; what an endpoint takes may be less. */
  readonly batchSize: number
  readonly maxInFlight: number
  /** Longest wait of a hash for company. */
  readonly flushMs: number
  /** Retries after the first try, for failed requests and for null bodies. */
  readonly retryAttempts: number
  /** First wait before the retry of a failed request; that of a null body is 50 ms. */
  readonly retryBackoffMs: number
  /** Longest time a hash is held, whatever the endpoints say. */
  readonly deadlineMs: number
  /**
   * Another source may take a hash for which no endpoint can be asked within {@link STALLED_MS}: true when it did; it
   * is not held here any more. @default there is none
   */
  readonly relieve?: (pending: PendingTx) => boolean
  /** Nothing is asked for while it says false, which is asked again every {@link ROOM_POLL_MS}. @default always true */
  readonly hasRoom?: () => boolean
}

/**
 * Fetches bodies in batches, several in flight, each from the endpoint that answers soonest: a batch goes when it is as
 * large as that endpoint takes, or when its first hash has waited long enough. What fails or is not there yet waits for
 * its retry outside of the slots, so that it holds up nobody, and is then asked of another endpoint if there is one;
 * what was refused for its amount goes again at once, smaller or slower, and loses no attempt. While whoever takes the
 * bodies has no room, hashes wait here.
 */
export interface Fetcher {
  /** False when the bound is reached, or after `drain`; the hash is then not taken. Its attempts begin anew. */
  add(pending: PendingTx): boolean
  /** Hashes that wait to be sent. */
  readonly queued: number
  /** Hashes that have no outcome yet: queued, being fetched, or waiting for a retry. */
  readonly held: number
  readonly capacity: number
  /** Waits until nothing is held, or until the signal aborts and the rest is failed. Takes nothing any more. */
  drain(signal: AbortSignal): Promise<void>
}

/** A null is mostly a race with the node's own pool, over in a moment. */
const NULL_RETRY_MS = 50
/** A wait for the endpoints that is longer is left to other sources, if they can. */
export const STALLED_MS = 250
/** About what a full batch takes to arrive: room is not left unused for long. */
const ROOM_POLL_MS = 5
/** While stalled, other sources are offered the hashes this often: one may be well again. */
const OFFER_INTERVAL_MS = 250

export function createFetcher(options: FetcherOptions): Fetcher {
  const { pool, monotonicMs, relieve } = options
  const listener = guardListener(options.listener, options.logger)
  const queue = createPendingQueue()
  const other = createOtherEndpoint(pool)
  const aborter = new AbortController()
  let held = 0
  let inFlight = 0
  /** What is queued goes as soon as there is a slot, also as a partial batch. */
  let flushDue = false
  /** Size of a full batch, as far as known. */
  let fullSize = options.batchSize
  /** When the queue was last offered to other sources. */
  let offeredMs = Number.NEGATIVE_INFINITY
  /** Set while no endpoint may be asked, or there is no room for bodies. */
  let wakeTimer: NodeJS.Timeout | null = null
  /** Resolved when nothing is held any more; set from `drain` on. */
  let empty: PromiseWithResolvers<void> | null = null

  const flushTimer = createFlushTimer(options.flushMs, () => {
    flushDue = true
    pump()
  })
  const retries = createRetries({
    random: options.random,
    onDue(pendings) {
      requeue(pendings)
      pump()
    },
  })
  const releaseListener = pool.onChange(() => {
    if (wakeTimer !== null) pump()
  })

  const stopWaiting = (): void => {
    if (wakeTimer !== null) clearTimeout(wakeTimer)
    wakeTimer = null
  }
  const fail = (pending: PendingTx): void => {
    held--
    if (!pending.settled) listener.onFailed(pending)
  }
  const isOverdue = (pending: PendingTx, nowMs: number): boolean =>
    nowMs - pending.heldSinceMs >= options.deadlineMs
  /** Removes what needs no request any more from the front; the oldest is there. */
  const trim = (nowMs: number): void => {
    for (let first = queue.peek(); first !== undefined; first = queue.peek()) {
      if (!first.settled && !isOverdue(first, nowMs)) return
      queue.shift()
      fail(first)
    }
  }
  /** The next batch for an endpoint; what it could not give before is left for another one, if there was one to ask. */
  const take = (count: number, endpoint: Endpoint, nowMs: number): PendingTx[] => {
    const batch: PendingTx[] = []
    const isAskedAgain = other.failedAt(queue.peek()) === endpoint
    while (batch.length < count) {
      if (!isAskedAgain && other.failedAt(queue.peek()) === endpoint) break
      const pending = queue.shift()
      if (pending === undefined) break
      if (pending.settled || isOverdue(pending, nowMs)) fail(pending)
      else batch.push(pending)
    }
    return batch
  }
  /** Waits until an endpoint may be asked; a long wait is offered to other sources. */
  const wait = (waitMs: number, nowMs: number): void => {
    const isStalled = waitMs > STALLED_MS && relieve !== undefined
    if (isStalled && nowMs - offeredMs >= OFFER_INTERVAL_MS) {
      offeredMs = nowMs
      const kept: PendingTx[] = []
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        if (next.settled || isOverdue(next, nowMs)) fail(next)
        else if (relieve(next)) held--
        else kept.push(next)
      }
      queue.putBack(kept)
    }
    const oldest = queue.peek()
    if (oldest === undefined) return
    const deadlineMs = oldest.heldSinceMs + options.deadlineMs - nowMs
    wakeTimer = setTimeout(pump, Math.min(waitMs, deadlineMs, isStalled ? OFFER_INTERVAL_MS : deadlineMs))
  }
  /** Puts hashes in front: they have waited already. */
  const requeue = (pendings: readonly PendingTx[]): void => {
    if (pendings.length === 0) return
    if (aborter.signal.aborted) {
      for (const pending of pendings) fail(pending)
      return
    }
    queue.putBack(pendings)
    flushDue = true
  }

  const pump = (): void => {
    stopWaiting()
    const nowMs = monotonicMs()
    trim(nowMs)
    while (inFlight < options.maxInFlight && queue.size > 0 && (flushDue || queue.size >= fullSize)) {
      if (options.hasRoom?.() === false) {
        wakeTimer = setTimeout(pump, ROOM_POLL_MS)
        break
      }
      const choice = other.choose(queue.peek())
      if (choice.kind === 'none') {
        for (let next = queue.shift(); next !== undefined; next = queue.shift()) fail(next)
        break
      }
      if (choice.kind === 'wait') {
        wait(choice.waitMs, nowMs)
        break
      }
      fullSize = Math.min(options.batchSize, choice.batchSize)
      const batch = take(fullSize, choice.endpoint, nowMs)
      if (batch.length === 0) continue
      inFlight++
      void request(choice.endpoint, batch)
    }
    if (queue.size === 0) flushDue = false
    if (held === 0) empty?.resolve()
  }

  /** One request; every hash of the batch is then settled, queued again, or held for a retry. Never rejects. */
  const request = async (endpoint: Endpoint, batch: readonly PendingTx[]): Promise<void> => {
    const startedMs = monotonicMs()
    const body = encodeTransactionBatch(batch)
    const outcome = await pool.send(endpoint, body, batch.length, 'bodies', aborter.signal)
    inFlight--
    const sorted = sortAnswers(batch, outcome)
    const { found, bodies, nulls, failed } = sorted
    if (outcome.ok) endpoint.health.countFound(sorted.firstFound, sorted.firstAnswered)
    listener.onRequest(batch.length, (monotonicMs() - startedMs) / 1000, sorted.error)

    requeue(sorted.again)
    held -= sorted.settled + found.length
    for (const [i, pending] of found.entries()) listener.onBody(pending, bodies[i], endpoint)
    const isFinal = !outcome.ok && !outcome.error.retryable && !pool.hasAlternative(endpoint)
    retryOr(failed, endpoint, isFinal, options.retryBackoffMs, listener.onFailed)
    retryOr(nulls, endpoint, false, NULL_RETRY_MS, listener.onNotFound)
    pump()
  }
  /** Holds hashes for their next attempt; gives up on those without one. */
  const retryOr = (
    pendings: readonly PendingTx[],
    endpoint: Endpoint,
    isFinal: boolean,
    baseMs: number,
    giveUp: (pending: PendingTx) => void,
  ): void => {
    const waiting: PendingTx[] = []
    for (const pending of pendings) {
      if (!isFinal && pending.attempts < options.retryAttempts && !aborter.signal.aborted) {
        other.failed(pending, endpoint)
        waiting.push(pending)
        continue
      }
      held--
      giveUp(pending)
    }
    if (waiting.length > 0) retries.hold(waiting, baseMs)
  }
  /** Fails what is queued or waits for a retry; what is in flight fails by itself, its requests being aborted. */
  const abandon = (): void => {
    aborter.abort()
    for (const pending of retries.takeAll()) fail(pending)
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) fail(next)
    if (held === 0) empty?.resolve()
  }

  return {
    capacity: options.capacity,
    get queued(): number {
      return queue.size
    },
    get held(): number {
      return held
    },
    add(pending) {
      if (held >= options.capacity || empty !== null) return false
      const nowMs = monotonicMs()
      held++
      pending.attempts = 0
      pending.heldSinceMs = nowMs
      queue.push(pending)
      flushTimer.queued(nowMs)
      if (queue.size >= fullSize && wakeTimer === null && inFlight < options.maxInFlight) pump()
      return true
    },
    async drain(signal) {
      empty ??= Promise.withResolvers<void>()
      if (held === 0) empty.resolve()
      else if (signal.aborted) abandon()
      else signal.addEventListener('abort', abandon, { once: true })
      await empty.promise
      signal.removeEventListener('abort', abandon)
      releaseListener()
      flushTimer.cancel()
      stopWaiting()
    },
  }
}
