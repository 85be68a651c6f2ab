import { type EncodedEvent, type EventLog, type Json, toJson } from '@org/events'

/** Bytes of event lines after which a message is closed and another begun: one frame stays easy to take. */
const MAX_MESSAGE_CHARS = 1024 * 1024

/** A server message ready to send, with the position a client has reached once it read it. */
export interface EventsMessage {
  readonly lastSeq: number
  readonly bytes: Buffer
}

/** First message of a stream, and the answer to `subscribe`: what follows is under the new filter. */
export function helloMessage(log: EventLog): Buffer {
  return encode({
    op: 'hello',
    node_id: log.nodeId,
    latest_seq: log.latestSeq(),
    oldest_seq: log.oldestSeq(),
  })
}

/** Sent in silence, and as the answer to `ping`. */
export function heartbeatMessage(log: EventLog): Buffer {
  return encode({ op: 'heartbeat', latest_seq: log.latestSeq() })
}

/** Why a stream cannot go on from where the client is. */
export type ResetReason = 'too_old' | 'ahead'

/** The stream goes on after `lastSeq` instead: what the client built from earlier events does not hold. */
export function resetMessage(
  log: EventLog,
  reason: ResetReason,
  requestedSeq: number,
  lastSeq: number,
): Buffer {
  return encode({
    op: 'reset',
    reason,
    requested_seq: requestedSeq,
    last_seq: lastSeq,
    latest_seq: log.latestSeq(),
    oldest_seq: log.oldestSeq(),
  })
}

/**
 * The stored lines of events as one message, or several where they are long. `lastSeq` is what the last message
 * says: how far the log was looked at, also past events that a filter hid.
 */
export function eventsMessages(events: readonly EncodedEvent[], lastSeq: number): EventsMessage[] {
  const messages: EventsMessage[] = []
  let lines: Json<unknown>[] = []
  let chars = 0
  let reached = 0
  for (const event of events) {
    if (chars + event.line.length > MAX_MESSAGE_CHARS && lines.length > 0) {
      messages.push(eventsMessage(lines, reached))
      lines = []
      chars = 0
    }
    lines.push(event.line)
    chars += event.line.length
    reached = event.seq
  }
  messages.push(eventsMessage(lines, lastSeq))
  return messages
}

function eventsMessage(lines: readonly Json<unknown>[], lastSeq: number): EventsMessage {
  return {
    lastSeq,
    bytes: Buffer.from(`{"op":"events","last_seq":${lastSeq},"events":[${lines.join(',')}]}`),
  }
}

function encode(message: object): Buffer {
  return Buffer.from(toJson(message))
}
