import { toJson } from '@org/events'
import { helloBody, resetBody } from '../stream/bodies.ts'
import { messagesOf, type Wording } from '../stream/wording.ts'

/** Wait before a browser connects again, in milliseconds. */
const RETRY_MS = 2_000

/**
 * Server-Sent Events. An event of the log is an unnamed one whose `id` is its number, so that a browser that connects
 * again says by itself how far it came. A message of an `id` alone moves that on and is shown to no script.
 */
export const sseWording: Wording = {
  name: 'sse',
  hello: (log, after) =>
    Buffer.from(`retry: ${RETRY_MS}\nid: ${after}\nevent: hello\ndata: ${toJson(helloBody(log))}\n\n`),
  heartbeat: (log) => Buffer.from(`: heartbeat ${log.latestSeq()}\n\n`),
  reset: (log, reason, requestedSeq, lastSeq) =>
    Buffer.from(
      `id: ${lastSeq}\nevent: reset\ndata: ${toJson(resetBody(log, reason, requestedSeq, lastSeq))}\n\n`,
    ),
  events: (events, reached) =>
    messagesOf(events, reached, (lines, seqs, lastSeq) => {
      let text = ''
      for (const [index, line] of lines.entries()) text += `id: ${seqs[index]}\ndata: ${line}\n\n`
      return seqs.at(-1) === lastSeq ? text : `${text}id: ${lastSeq}\n\n`
    }),
}
