import { toJson } from '@org/events'
import { helloBody, resetBody } from '../stream/bodies.ts'
import { messagesOf, type Wording } from '../stream/wording.ts'

/** One JSON object a message, told apart by `op`. */
export const wsWording: Wording = {
  name: 'ws',
  hello: (log) => Buffer.from(toJson(helloBody(log))),
  heartbeat: (log) => Buffer.from(toJson({ op: 'heartbeat', latest_seq: log.latestSeq() })),
  reset: (log, reason, requestedSeq, lastSeq) =>
    Buffer.from(toJson(resetBody(log, reason, requestedSeq, lastSeq))),
  events: (events, reached) =>
    messagesOf(
      events,
      reached,
      (lines, _seqs, lastSeq) => `{"op":"events","last_seq":${lastSeq},"events":[${lines.join(',')}]}`,
    ),
}
