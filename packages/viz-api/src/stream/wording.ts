import type { EventLog } from '@org/events'
import { lineBytes, type ShownLines } from './lines.ts'

/** Why a stream cannot go on from where the client is. */
export type ResetReason = 'too_old' | 'ahead'

/** Bytes ready to send, with the position a client has reached once it read them. */
export interface EventsMessage {
  readonly lastSeq: number
  readonly bytes: Buffer
}

/** How one kind of stream puts what is to be said into bytes. */
export interface Wording {
  /** Tells wordings apart where messages are shared. */
  readonly name: string
  /** First message, and the answer to another subscription. @param after where the stream begins */
  hello(log: EventLog, after: number): Buffer
  /** Said in silence, and on request. */
  heartbeat(log: EventLog): Buffer
  /** The stream goes on after `lastSeq` instead: what the client built from earlier events does not hold. */
  reset(log: EventLog, reason: ResetReason, requestedSeq: number, lastSeq: number): Buffer
  /**
   * The stored lines of events as one message, or several where they are long. `lastSeq` is what the last message
   * says: how far the log was looked at, also past events that a filter hid.
   */
  events(lines: ShownLines, lastSeq: number): readonly EventsMessage[]
}

/** Bytes of event lines after which a message is closed and another begun: one frame stays easy to take. */
const MAX_MESSAGE_BYTES = 1024 * 1024

/**
 * Cuts lines into runs of bounded length and makes a message of each; of no lines it makes one message.
 * @param encode makes the bytes of a run, given as the lines from one place to before another and their bytes together;
 * the client has then reached `lastSeq`
 */
export function messagesOf(
  { batch, indexes }: ShownLines,
  lastSeq: number,
  encode: (from: number, to: number, bytes: number, lastSeq: number) => Buffer,
): EventsMessage[] {
  const messages: EventsMessage[] = []
  let from = 0
  let bytes = 0
  for (let to = 0; to < indexes.length; to += 1) {
    const more = lineBytes(batch, indexes[to] ?? 0)
    if (to > from && bytes + more > MAX_MESSAGE_BYTES) {
      const reached = batch.events[indexes[to - 1] ?? 0]?.seq ?? lastSeq
      messages.push({ lastSeq: reached, bytes: encode(from, to, bytes, reached) })
      from = to
      bytes = 0
    }
    bytes += more
  }
  messages.push({ lastSeq, bytes: encode(from, indexes.length, bytes, lastSeq) })
  return messages
}
