import type { EventBatch, EventLog, Logger } from '@org/events'
import type { StreamLimits } from '../options.ts'
import type { StreamConnection } from './connection.ts'
import { createDelivery, type Delivery } from './delivery.ts'
import { createGroups } from './groups.ts'
import { createPageReader } from './page-reader.ts'
import { Session, type SessionContext } from './session.ts'
import type { StreamFilter } from './stream-filter.ts'

/** What the hub reads and whom it tells. */
export interface HubOptions {
  readonly log: EventLog
  readonly limits: StreamLimits
  readonly logger: Logger
  readonly monotonicMs: () => number
  /** A client was cut because it did not read. */
  readonly onSlow: () => void
}

/** Hands each durable batch to every stream client, of whatever transport; the only subscriber of the log. */
export interface Hub {
  /** Subscribes to the log. */
  start(): void
  /** Takes over a connection that has just opened; the caller reports its messages and its end. */
  add(connection: StreamConnection, filter: StreamFilter, fromSeq: number | undefined): Session
  /** Gives a session another filter, and another position when `fromSeq` is given. */
  subscribe(session: Session, filter: StreamFilter, fromSeq: number | undefined): void
  size(): number
  /** Why there is no place for a client now; `null` when there is one. */
  obstacle(): string | null
  /** Unsubscribes, ends every session with 1001 and resolves when none reads the log any more. Idempotent. */
  stop(): Promise<void>
}

export function createHub(options: HubOptions): Hub {
  const { log, limits } = options
  const groups = createGroups()
  const sessions = new Set<Session>()
  const pages = createPageReader({ log, pageSize: limits.pageSize })
  const delivery: Delivery = createDelivery({ groups, monotonicMs: options.monotonicMs })
  const context: SessionContext = { ...options, pages, onEnd: forget }
  let ticker: NodeJS.Timeout | undefined
  let unsubscribe: (() => void) | undefined
  let stopping = false

  function onBatch(batch: EventBatch): void {
    if (sessions.size > 0) delivery.add(batch)
  }

  function forget(session: Session): void {
    sessions.delete(session)
    groups.leave(session)
  }

  function tick(): void {
    const nowMs = options.monotonicMs()
    let buffered = 0
    for (const session of sessions) {
      session.tick(nowMs)
      buffered += session.bufferedBytes
    }
    if (buffered > limits.maxTotalBufferedBytes) cutSlowest(buffered)
  }

  /** Frees what the slowest hold, until all together are within the bound. */
  function cutSlowest(buffered: number): void {
    let left = buffered
    for (const session of [...sessions].sort((a, b) => b.bufferedBytes - a.bufferedBytes)) {
      if (left <= limits.maxTotalBufferedBytes) break
      left -= session.bufferedBytes
      session.cut()
    }
  }

  return {
    start() {
      unsubscribe = log.subscribe(onBatch)
      ticker = setInterval(tick, Math.min(limits.progressMs, limits.heartbeatMs))
    },
    add(connection, filter, fromSeq) {
      const session = new Session(connection, filter, context)
      sessions.add(session)
      groups.join(session)
      session.begin(fromSeq)
      return session
    },
    subscribe(session, filter, fromSeq) {
      if (!sessions.has(session)) return
      groups.leave(session)
      session.subscribe(filter, fromSeq)
      // It may have been cut by what it was just sent.
      if (sessions.has(session)) groups.join(session)
    },
    size: () => sessions.size,
    obstacle() {
      if (stopping) return 'The server is stopping.'
      return sessions.size >= limits.maxClients
        ? `There are ${limits.maxClients} stream clients already.`
        : null
    },
    async stop() {
      stopping = true
      unsubscribe?.()
      unsubscribe = undefined
      clearInterval(ticker)
      delivery.stop()
      pages.stop()
      const ending = [...sessions]
      for (const session of ending) session.end(1001, 'the server is stopping')
      await Promise.all(ending.map((session) => session.settled))
    },
  }
}
