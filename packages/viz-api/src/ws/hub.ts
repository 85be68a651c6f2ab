import { type EncodedEvent, type EventLog, type Logger, matchesFilter } from '@org/events'
import type { StreamLimits } from '../options.ts'
import { type EventsMessage, eventsMessages } from './messages.ts'
import { Session, type SessionContext, type StreamSocket } from './session.ts'
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

/** Hands each durable batch to every stream client; the only subscriber of the log. */
export interface Hub {
  /** Subscribes to the log. */
  start(): void
  /** Takes over a socket that has just opened; the caller reports its messages and its end. */
  add(socket: StreamSocket, filter: StreamFilter, fromSeq: number | undefined): Session
  /** Gives a session another filter, and another position when `fromSeq` is given. */
  subscribe(session: Session, filter: StreamFilter, fromSeq: number | undefined): void
  size(): number
  /** Unsubscribes, ends every session with 1001 and resolves when none reads the log any more. Idempotent. */
  stop(): Promise<void>
}

/** Events gathered before they are handed on in any case; below that, they wait for the end of the turn. */
const MAX_PENDING_EVENTS = 10_000

export function createHub(options: HubOptions): Hub {
  const { log, limits } = options
  const groups = new Map<string, { readonly filter: StreamFilter; readonly sessions: Set<Session> }>()
  const sessions = new Set<Session>()
  let pending: EncodedEvent[] = []
  let immediate: NodeJS.Immediate | undefined
  let ticker: NodeJS.Timeout | undefined
  let unsubscribe: (() => void) | undefined

  const context: SessionContext = { ...options, onEnd: forget }

  /** The log's writer waits for this: it only takes note, and batches of one turn become one message. */
  function onBatch(events: readonly EncodedEvent[]): void {
    if (sessions.size === 0) return
    for (const event of events) pending.push(event)
    if (pending.length >= MAX_PENDING_EVENTS) fanOut()
    else immediate ??= setImmediate(fanOut)
  }

  function fanOut(): void {
    clearImmediate(immediate)
    immediate = undefined
    const events = pending
    pending = []
    const first = events[0]?.seq
    const last = events.at(-1)?.seq
    if (first === undefined || last === undefined) return
    for (const group of groups.values()) {
      // Made once for all clients of one filter, and only when one of them takes it.
      let shared: readonly EventsMessage[] | undefined
      for (const session of group.sessions) {
        if (!session.live || session.position >= last) continue
        if (session.position + 1 === first) {
          shared ??= filteredMessages(events, group.filter, last)
          session.deliver(shared, last)
        } else if (session.position >= first) {
          // Caught up to somewhere within the batch.
          const rest = events.filter((event) => event.seq > session.position)
          session.deliver(filteredMessages(rest, group.filter, last), last)
        } else {
          session.readFromLog()
        }
      }
    }
  }

  function join(session: Session): void {
    const { filter } = session
    const group = groups.get(filter.key) ?? { filter, sessions: new Set() }
    groups.set(filter.key, group)
    group.sessions.add(session)
  }

  function leave(session: Session): void {
    const group = groups.get(session.filter.key)
    if (group?.sessions.delete(session) && group.sessions.size === 0) groups.delete(session.filter.key)
  }

  function forget(session: Session): void {
    sessions.delete(session)
    leave(session)
  }

  function tick(): void {
    const nowMs = options.monotonicMs()
    for (const session of sessions) session.tick(nowMs)
  }

  return {
    start() {
      unsubscribe = log.subscribe(onBatch)
      ticker = setInterval(tick, Math.min(limits.progressMs, limits.heartbeatMs))
    },
    add(socket, filter, fromSeq) {
      const session = new Session(socket, filter, context)
      sessions.add(session)
      join(session)
      session.begin(fromSeq)
      return session
    },
    subscribe(session, filter, fromSeq) {
      if (!sessions.has(session)) return
      leave(session)
      session.subscribe(filter, fromSeq)
      // It may have been cut by what it was just sent.
      if (sessions.has(session)) join(session)
    },
    size: () => sessions.size,
    async stop() {
      unsubscribe?.()
      unsubscribe = undefined
      clearInterval(ticker)
      clearImmediate(immediate)
      immediate = undefined
      pending = []
      const ending = [...sessions]
      for (const session of ending) session.end(1001, 'the server is stopping')
      await Promise.all(ending.map((session) => session.settled))
    },
  }
}

function filteredMessages(
  events: readonly EncodedEvent[],
  { filter }: StreamFilter,
  last: number,
): readonly EventsMessage[] {
  const shown = events.filter((event) => matchesFilter(event, filter))
  return shown.length === 0 ? [] : eventsMessages(shown, last)
}
