import { type EventLog, errorMessage, type Logger } from '@org/events'
import type { StreamLimits } from '../options.ts'
import type { StreamConnection } from './connection.ts'
import { NO_LINES } from './lines.ts'
import type { PageReader, StreamPage } from './page-reader.ts'
import type { StreamFilter } from './stream-filter.ts'
import type { EventsMessage, Wording } from './wording.ts'

/** What a session is made of and whom it tells. */
export interface SessionContext {
  readonly log: EventLog
  readonly pages: PageReader
  readonly limits: StreamLimits
  readonly logger: Logger
  readonly monotonicMs: () => number
  /** The session closed its connection because the client did not read. */
  readonly onSlow: () => void
  /** The session has ended and is to be forgotten. */
  readonly onEnd: (session: Session) => void
}

/** RFC 6455; a longer reason makes a WebSocket throw. */
const MAX_REASON_BYTES = 123
/** Messages of a live batch, of a megabyte each, that are sent at once. */
const MAX_LIVE_MESSAGES = 4

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
  readonly #connection: StreamConnection
  readonly #context: SessionContext
  /** The position the client knows of. */
  #announced = 0
  #lastSentMs: number
  /** When the wait for the client to take a page of its catch-up began; `null` when there is none. */
  #waitingSinceMs: number | null = null
  #stopWaiting: () => void = () => {}
  /** Grows with each subscription: pages read for an older one are not sent. */
  #epoch = 0
  /** The log is being read: live batches are not for this session. */
  #reading = false
  #settled: Promise<void> = Promise.resolve()
  #ended = false

  constructor(connection: StreamConnection, filter: StreamFilter, context: SessionContext) {
    this.#connection = connection
    this.#context = context
    this.filter = filter
    this.#lastSentMs = context.monotonicMs()
  }

  /** How its messages are put into bytes. */
  get wording(): Wording {
    return this.#connection.wording
  }

  /** Bytes that wait for the client. */
  get bufferedBytes(): number {
    return this.#connection.bufferedBytes
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
    const { wording } = this.#connection
    const latest = log.latestSeq()
    const start = Math.min(fromSeq ?? this.position, latest)
    this.#epoch++
    this.filter = filter
    this.#send(wording.hello(log, start))
    if (fromSeq !== undefined && fromSeq > latest) this.#send(wording.reset(log, 'ahead', fromSeq, latest))
    if (fromSeq !== undefined) this.#moveTo(start)
    this.readFromLog()
  }

  /** Answers a ping. */
  pong(): void {
    this.#send(this.#connection.wording.heartbeat(this.#context.log))
  }

  /**
   * Hands over a live batch that continues at `position`; no messages: the filter hides all of it. Of a long one the
   * client reads the log, at its own pace: all at once would pass for a client that does not read.
   */
  deliver(messages: readonly EventsMessage[], lastSeq: number): void {
    if (messages.length > MAX_LIVE_MESSAGES) {
      this.readFromLog()
      return
    }
    for (const message of messages) {
      if (!this.#sendEvents(message)) return
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
    const { limits } = this.#context
    if (this.#waitingSinceMs !== null && nowMs - this.#waitingSinceMs >= limits.stallMs) {
      this.cut()
    } else if (this.position > this.#announced) {
      for (const message of this.#connection.wording.events(NO_LINES, this.position))
        this.#sendEvents(message)
    } else if (nowMs - this.#lastSentMs >= limits.heartbeatMs) {
      this.pong()
    }
  }

  /** Closes the connection. Idempotent. */
  end(code: number, reason: string): void {
    if (this.#ended) return
    this.#ended = true
    this.#stopWaiting()
    // Reasons may quote the client: in ASCII a character is a byte.
    this.#connection.close(code, reason.replaceAll(/[^ -~]/g, '?').slice(0, MAX_REASON_BYTES))
    this.#context.onEnd(this)
  }

  /** Ends it because the client does not read. */
  cut(): void {
    if (this.#ended) return
    this.#context.onSlow()
    this.end(1013, 'too slow; resume with from_seq')
  }

  async #readAll(): Promise<void> {
    const { log, pages } = this.#context
    const { wording } = this.#connection
    while (!this.#ended) {
      const epoch = this.#epoch
      const from = this.position
      const oldest = log.oldestSeq()
      if (from + 1 < oldest) {
        this.#send(wording.reset(log, 'too_old', from, oldest - 1))
        this.#moveTo(oldest - 1)
        continue
      }
      if (from >= log.latestSeq()) {
        // In the same step as the comparison: the next batch is the one that follows.
        this.#reading = false
        return
      }
      const page = await pages.read(from, this.filter, wording)
      if (page === null) return
      // Another subscription, or events pruned while the page was read: what it lacks is unknown.
      if (epoch !== this.#epoch || from + 1 < log.oldestSeq()) continue
      await this.#sendPage(page)
    }
  }

  /** Each message when the one before was taken, while the subscription is the same. */
  async #sendPage({ messages, isLast }: StreamPage): Promise<void> {
    const epoch = this.#epoch
    for (const message of messages) {
      if (epoch !== this.#epoch) return
      // The end of the last page is not waited for, or a busy log would always be ahead again.
      if (isLast && message === messages.at(-1)) this.#sendEvents(message)
      else await this.#sendAndWait(message)
    }
  }

  /** Resolves when the operating system has taken the last byte, or the client left. */
  async #sendAndWait(message: EventsMessage): Promise<void> {
    this.#waitingSinceMs = this.#context.monotonicMs()
    await new Promise<void>((resolve) => {
      this.#stopWaiting = resolve
      if (!this.#sendEvents(message, resolve)) resolve()
    })
    this.#waitingSinceMs = null
  }

  #sendEvents(message: EventsMessage, sent?: () => void): boolean {
    if (!this.#send(message.bytes, sent)) return false
    this.#moveTo(message.lastSeq)
    return true
  }

  #moveTo(position: number): void {
    this.position = position
    this.#announced = position
  }

  /** False when the message was not sent: the session has ended. */
  #send(bytes: Buffer, sent?: () => void): boolean {
    if (this.#ended) return false
    if (this.#connection.bufferedBytes >= this.#context.limits.maxBufferedBytes) {
      this.cut()
      return false
    }
    this.#connection.send(bytes, sent)
    this.#lastSentMs = this.#context.monotonicMs()
    return true
  }
}
