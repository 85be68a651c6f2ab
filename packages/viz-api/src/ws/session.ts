import { type EncodedEvent, type EventLog, errorMessage, type Logger } from '@org/events'
import { VizApiError } from '../errors.ts'
import type { StreamLimits } from '../options.ts'
import {
  type EventsMessage,
  eventsMessages,
  heartbeatMessage,
  helloMessage,
  resetMessage,
} from './messages.ts'
import type { StreamFilter } from './stream-filter.ts'

/** Of a WebSocket what a session needs. */
export interface StreamSocket {
  readonly bufferedAmount: number
  send(data: Buffer, options: { binary: boolean }, sent?: (error?: Error | null) => void): void
  close(code: number, reason: string): void
}

/** What a session is made of and whom it tells. */
export interface SessionContext {
  readonly log: EventLog
  readonly limits: StreamLimits
  readonly logger: Logger
  readonly monotonicMs: () => number
  /** The session closed its socket because the client did not read. */
  readonly onSlow: () => void
  /** The session has ended and is to be forgotten. */
  readonly onEnd: (session: Session) => void
}

/** RFC 6455; a longer reason makes the socket throw. */
const MAX_REASON_BYTES = 123
const TEXT = { binary: false }

/**
 * One client's place in the log. `position` alone says what it has had: live batches continue there, and whenever
 * they do not fit, or the client begins further back, the session reads the log until it has caught up. So there is
 * neither gap nor duplicate, whatever arrives meanwhile.
 */
export class Session {
  /** Everything up to here was sent, or hidden by the filter. */
  position = 0
  /** Changed by `subscribe` only. */
  filter: StreamFilter
  readonly #socket: StreamSocket
  readonly #context: SessionContext
  /** The position the client knows of. */
  #announced = 0
  #lastSentMs: number
  /** When the wait for the client to take a page of its catch-up began; `null` when there is none. */
  #waitingSinceMs: number | null = null
  /** Grows with each subscription: pages read for an older one are not sent. */
  #epoch = 0
  /** The log is being read: live batches are not for this session. */
  #reading = false
  #settled: Promise<void> = Promise.resolve()
  #ended = false

  constructor(socket: StreamSocket, filter: StreamFilter, context: SessionContext) {
    this.#socket = socket
    this.#context = context
    this.filter = filter
    this.#lastSentMs = context.monotonicMs()
  }

  /** True while live batches may be handed over. */
  get live(): boolean {
    return !this.#reading && !this.#ended
  }

  /** Resolves when no read of the log is under way for this session. */
  get settled(): Promise<void> {
    return this.#settled
  }

  /** Greets, and begins after `fromSeq`, or with what comes next. */
  begin(fromSeq: number | undefined): void {
    this.#moveTo(this.#context.log.latestSeq())
    this.subscribe(this.filter, fromSeq)
  }

  /** Sets another filter: from the present position on, or from another one. */
  subscribe(filter: StreamFilter, fromSeq: number | undefined): void {
    const { log } = this.#context
    this.#epoch++
    this.filter = filter
    this.#send(helloMessage(log))
    if (fromSeq !== undefined) this.#goTo(fromSeq, log.latestSeq())
    this.readFromLog()
  }

  /** Answers a ping. */
  pong(): void {
    this.#send(heartbeatMessage(this.#context.log))
  }

  /** Hands over a live batch that continues at `position`; no messages: the filter hides all of it. */
  deliver(messages: readonly EventsMessage[], lastSeq: number): void {
    for (const message of messages) {
      if (!this.#send(message.bytes)) return
      this.#moveTo(message.lastSeq)
    }
    this.position = lastSeq
  }

  /** Catches up from the log; does nothing while that is under way. */
  readFromLog(): void {
    if (this.#ended || this.#reading) return
    this.#reading = true
    this.#settled = this.#readAll().catch((error: unknown) => {
      this.#context.logger.error('stream catch-up failed', {
        position: this.position,
        error: errorMessage(error),
      })
      this.end(1011, 'the log cannot be read; resume with from_seq')
    })
  }

  /** Says what is due: the position when a filter hid events, or that the server is alive. */
  tick(nowMs: number): void {
    const { limits, log } = this.#context
    if (this.#waitingSinceMs !== null && nowMs - this.#waitingSinceMs >= limits.stallMs) {
      this.#cut()
    } else if (this.position > this.#announced) {
      this.#sendEvents([], this.position)
    } else if (nowMs - this.#lastSentMs >= limits.heartbeatMs) {
      this.#send(heartbeatMessage(log))
    }
  }

  /** Closes the socket. Idempotent. */
  end(code: number, reason: string): void {
    if (this.#ended) return
    this.#ended = true
    // Reasons may quote the client: in ASCII a character is a byte.
    this.#socket.close(code, reason.replaceAll(/[^ -~]/g, '?').slice(0, MAX_REASON_BYTES))
    this.#context.onEnd(this)
  }

  async #readAll(): Promise<void> {
    const { log, limits } = this.#context
    while (!this.#ended) {
      const epoch = this.#epoch
      const from = this.position
      const oldest = log.oldestSeq()
      if (from + 1 < oldest) {
        this.#send(resetMessage(log, 'too_old', from, oldest - 1))
        this.#moveTo(oldest - 1)
        continue
      }
      const latest = log.latestSeq()
      if (from >= latest) {
        // In the same step as the comparison: the next batch is the one that follows.
        this.#reading = false
        return
      }
      const page = await log.readAfter(from, limits.pageSize, this.filter.filter)
      // Another subscription, or events pruned while the page was read: what it lacks is unknown.
      if (epoch !== this.#epoch || from + 1 < log.oldestSeq()) continue
      const isLast = page.events.length < limits.pageSize
      // A short page has every match there was when it was asked for.
      const reached = isLast ? Math.max(page.nextAfter, latest) : page.nextAfter
      if (reached <= from) {
        throw new VizApiError(
          'LOG_STUCK',
          `reading events after ${from}: the log answered up to ${reached}`,
          { retryable: false },
        )
      }
      // The last, short page is not waited for, or a busy log would always be ahead again.
      if (isLast) this.#sendEvents(page.events, reached)
      else await this.#sendAndWait(page.events, reached)
    }
  }

  /** Resolves when the operating system has taken the last byte, or the client left. */
  async #sendAndWait(events: readonly EncodedEvent[], lastSeq: number): Promise<void> {
    this.#waitingSinceMs = this.#context.monotonicMs()
    await new Promise<void>((resolve) => {
      if (!this.#sendEvents(events, lastSeq, () => resolve())) resolve()
    })
    this.#waitingSinceMs = null
  }

  #sendEvents(events: readonly EncodedEvent[], lastSeq: number, sent?: () => void): boolean {
    for (const message of eventsMessages(events, lastSeq)) {
      if (!this.#send(message.bytes, message.lastSeq === lastSeq ? sent : undefined)) return false
      this.#moveTo(message.lastSeq)
    }
    return true
  }

  #goTo(fromSeq: number, latest: number): void {
    if (fromSeq > latest) this.#send(resetMessage(this.#context.log, 'ahead', fromSeq, latest))
    this.#moveTo(Math.min(fromSeq, latest))
  }

  #moveTo(position: number): void {
    this.position = position
    this.#announced = position
  }

  /** False when the message was not sent: the session has ended. */
  #send(bytes: Buffer, sent?: () => void): boolean {
    if (this.#ended) return false
    if (this.#socket.bufferedAmount >= this.#context.limits.maxBufferedBytes) {
      this.#cut()
      return false
    }
    this.#socket.send(bytes, TEXT, sent)
    this.#lastSentMs = this.#context.monotonicMs()
    return true
  }

  #cut(): void {
    if (this.#ended) return
    this.#context.onSlow()
    this.end(1013, 'too slow; resume with from_seq')
  }
}
