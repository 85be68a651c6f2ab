import { errorMessage, type Logger } from '@org/events'
import type { PendingTx } from '../dedupe/sightings.ts'
import { IngestError } from '../errors.ts'
import { backoffMs } from '../transport/backoff.ts'
import { createPendingQueue } from './pending-queue.ts'
import type { RpcClient } from './rpc-client.ts'
import { type BatchItem, decodeBatch, encodeBatch } from './transaction-batch.ts'

/** What is told about each hash, once, and about each request. */
export interface FetchListener {
  onBody(pending: PendingTx, body: unknown): void
  onNotFound(pending: PendingTx): void
  /** No body within the retries, or stopped before. */
  onFailed(pending: PendingTx): void
  /** One HTTP request ended. @param error `null` when every hash was answered with a body or null */
  onRequest(size: number, seconds: number, error: unknown): void
}

export interface FetcherOptions {
  /** The client of the endpoint in use; asked before each request. */
  readonly client: () => RpcClient
  readonly listener: FetchListener
  readonly logger: Logger
  readonly monotonicMs: () => number
  readonly random: () => number
  /** Bound of hashes held: queued, being fetched, or waiting for a retry. */
  readonly capacity: number
  readonly batchSize: number
  readonly maxInFlight: number
  readonly flushMs: number
  readonly retryAttempts: number
  readonly retryBackoffMs: number
}

/**
 * Fetches bodies in batches: a batch goes when it is full or when its first hash has waited `flushMs`, with several
 * requests in flight. What fails or is not there yet waits for its retry outside of the slots, so that it holds up
 * nobody.
 */
export interface Fetcher {
  /** False when the bound is reached; the hash is then not taken. */
  add(pending: PendingTx): boolean
  /** Hashes that wait to be sent. */
  readonly queued: number
  readonly capacity: number
  /** Waits until nothing is held, or until the signal aborts and the rest is failed. No `add` after it. */
  drain(signal: AbortSignal): Promise<void>
}

/** A null is mostly a race with the node's own pool, over in a moment. */
const NULL_RETRY_MS = 50
const MAX_RETRY_MS = 10_000

export function createFetcher(options: FetcherOptions): Fetcher {
  const { listener } = options
  const queue = createPendingQueue()
  const aborter = new AbortController()
  const retries = new Map<NodeJS.Timeout, readonly PendingTx[]>()
  let held = 0
  let inFlight = 0
  let flushTimer: NodeJS.Timeout | null = null
  let flushDue = false
  let drained: (() => void) | null = null

  const pump = (): void => {
    while (
      inFlight < options.maxInFlight &&
      queue.size > 0 &&
      (flushDue || queue.size >= options.batchSize)
    ) {
      const batch = queue.take(options.batchSize)
      inFlight++
      request(batch).then(finished, finished)
    }
    if (queue.size === 0) flushDue = false
    else if (!flushDue) flushTimer ??= setTimeout(flush, options.flushMs)
  }
  const flush = (): void => {
    flushTimer = null
    flushDue = true
    pump()
  }
  const finished = (): void => {
    inFlight--
    pump()
    if (held === 0) drained?.()
  }
  const enqueue = (batch: readonly PendingTx[]): void => {
    for (const pending of batch) queue.push(pending)
    pump()
  }

  /** One request; every hash of the batch is then settled, or held for a retry. */
  const request = async (batch: readonly PendingTx[]): Promise<void> => {
    const startedMs = options.monotonicMs()
    let items: readonly BatchItem[] = []
    let error: unknown = null
    try {
      const client = options.client()
      const answer = await client.post(encodeBatch(batch.map((pending) => pending.hash)), aborter.signal)
      items = decodeBatch(answer, batch.length, client.where)
      error = itemsError(items, client.where)
    } catch (thrown) {
      error = thrown
      const final = thrown instanceof IngestError && !thrown.retryable
      if (final) for (const pending of batch) pending.attempts = options.retryAttempts
    }
    listener.onRequest(batch.length, (options.monotonicMs() - startedMs) / 1000, error)

    const unanswered: PendingTx[] = []
    const nulls: PendingTx[] = []
    for (const [i, pending] of batch.entries()) {
      const item = items[i]
      if (item?.kind === 'body') deliver(pending, item.body)
      else if (item?.kind === 'null') nulls.push(pending)
      else unanswered.push(pending)
    }
    retryOr(unanswered, options.retryBackoffMs, (pending) => listener.onFailed(pending))
    retryOr(nulls, NULL_RETRY_MS, (pending) => listener.onNotFound(pending))
  }
  const deliver = (pending: PendingTx, body: unknown): void => {
    held--
    try {
      listener.onBody(pending, body)
    } catch (error) {
      options.logger.error('a body could not be handled', { hash: pending.hash, error: errorMessage(error) })
      listener.onFailed(pending)
    }
  }
  /** Holds hashes for their next attempt, in groups that wait equally long; gives up on those without one. */
  const retryOr = (
    batch: readonly PendingTx[],
    baseMs: number,
    giveUp: (pending: PendingTx) => void,
  ): void => {
    const byAttempt = new Map<number, PendingTx[]>()
    for (const pending of batch) {
      if (pending.attempts >= options.retryAttempts || aborter.signal.aborted) {
        held--
        giveUp(pending)
        continue
      }
      const group = byAttempt.get(pending.attempts)
      if (group === undefined) byAttempt.set(pending.attempts, [pending])
      else group.push(pending)
      pending.attempts++
    }
    for (const [attempt, group] of byAttempt) {
      const waitMs = backoffMs(attempt, { baseMs, maxMs: MAX_RETRY_MS, random: options.random })
      const timer = setTimeout(() => {
        retries.delete(timer)
        enqueue(group)
      }, waitMs)
      retries.set(timer, group)
    }
  }
  /** Fails what is queued or waits for a retry; what is in flight fails by itself, its requests being aborted. */
  const abandon = (): void => {
    aborter.abort()
    const waiting = [...retries.values(), queue.take(queue.size)].flat()
    for (const timer of retries.keys()) clearTimeout(timer)
    retries.clear()
    for (const pending of waiting) {
      held--
      listener.onFailed(pending)
    }
    if (held === 0) drained?.()
  }

  return {
    capacity: options.capacity,
    get queued(): number {
      return queue.size
    },
    add(pending) {
      if (held >= options.capacity) return false
      held++
      queue.push(pending)
      pump()
      return true
    },
    async drain(signal) {
      if (held > 0) {
        const { promise, resolve } = Promise.withResolvers<void>()
        drained = resolve
        if (signal.aborted) abandon()
        else signal.addEventListener('abort', abandon, { once: true })
        await promise
        signal.removeEventListener('abort', abandon)
      }
      if (flushTimer !== null) clearTimeout(flushTimer)
      flushTimer = null
    },
  }
}

/** The first refusal among the answers of a batch that was not refused as a whole. */
function itemsError(items: readonly BatchItem[], where: string): IngestError | null {
  for (const item of items) {
    if (item.kind === 'error') {
      return new IngestError(
        'RPC_FAILED',
        `item of a batch of ${items.length} at ${where}: ${item.message}`,
        { retryable: true },
      )
    }
  }
  return null
}
