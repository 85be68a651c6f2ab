import type { EncodedEvent, EventLog } from '@org/events'

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
  events(events: readonly EncodedEvent[], lastSeq: number): readonly EventsMessage[]
}

/** Characters of event lines after which a message is closed and another begun: one frame stays easy to take. */
const MAX_MESSAGE_CHARS = 1024 * 1024

/**
 * Cuts events into runs of bounded length and makes a message of each; of no events it makes one message.
 * @param encode joins the lines of a run, the last of which the client has then reached
 */
export function messagesOf(
  events: readonly EncodedEvent[],
  lastSeq: number,
  encode: (lines: readonly string[], seqs: readonly number[], lastSeq: number) => string,
): EventsMessage[] {
  const messages: EventsMessage[] = []
  let lines: string[] = []
  let seqs: number[] = []
  let chars = 0
  const close = (reached: number): void => {
    messages.push({ lastSeq: reached, bytes: Buffer.from(encode(lines, seqs, reached)) })
    lines = []
    seqs = []
    chars = 0
  }
  for (const { seq, line } of events) {
    const before = seqs.at(-1)
    if (before !== undefined && chars + line.length > MAX_MESSAGE_CHARS) close(before)
    lines.push(line)
    seqs.push(seq)
    chars += line.length
  }
  close(lastSeq)
  return messages
}
