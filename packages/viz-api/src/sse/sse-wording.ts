import { toJson } from '@org/events'
import { helloBody, resetBody } from '../stream/bodies.ts'
import { lineBytes, lineStart } from '../stream/lines.ts'
import { messagesOf, type Wording } from '../stream/wording.ts'

/** Wait before a browser connects again, in milliseconds. */
const RETRY_MS = 2_000
const LINE_FEED = 0x0a
/** `id: <number of up to 16 digits>`, `data: ` and the line feeds. */
const MOST_AROUND_A_LINE = 32

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
  events: (lines, reached) =>
    messagesOf(lines, reached, (from, to, bytes, lastSeq) => {
      const { batch, indexes } = lines
      const { bytes: source } = batch
      const message = Buffer.allocUnsafe(bytes + (to - from + 1) * MOST_AROUND_A_LINE)
      let at = 0
      let seq = -1
      for (let place = from; place < to; place += 1) {
        const index = indexes[place] ?? 0
        seq = batch.events[index]?.seq ?? 0
        at += message.write(`id: ${seq}\ndata: `, at, 'latin1')
        const start = lineStart(batch, index)
        const length = lineBytes(batch, index)
        message.set(source.subarray(start, start + length), at)
        at += length
        message[at] = LINE_FEED
        at += 1
      }
      if (seq !== lastSeq) at += message.write(`id: ${lastSeq}\n\n`, at, 'latin1')
      return message.subarray(0, at)
    }),
}
