import { toJson } from '@org/events'
import { helloBody, resetBody } from '../stream/bodies.ts'
import { lineStart, type ShownLines } from '../stream/lines.ts'
import { messagesOf, type Wording } from '../stream/wording.ts'

const COMMA = 0x2c

/** One JSON object a message, told apart by `op`. */
export const wsWording: Wording = {
  name: 'ws',
  hello: (log) => Buffer.from(toJson(helloBody(log))),
  heartbeat: (log) => Buffer.from(toJson({ op: 'heartbeat', latest_seq: log.latestSeq() })),
  reset: (log, reason, requestedSeq, lastSeq) =>
    Buffer.from(toJson(resetBody(log, reason, requestedSeq, lastSeq))),
  events: (lines, reached) =>
    messagesOf(lines, reached, (from, to, bytes, lastSeq) => {
      const head = `{"op":"events","last_seq":${lastSeq},"events":[`
      // A comma takes the place of each line feed, and the last makes room for the bracket.
      const message = Buffer.allocUnsafeSlow(head.length + Math.max(bytes, 1) + 1)
      const end = joinLines(lines, from, to, message, message.write(head, 0, 'latin1'))
      message.write(']}', to > from ? end - 1 : end, 'latin1')
      return message
    }),
}

/** Copies lines with a comma behind each. @returns where they end */
function joinLines(
  { batch, indexes }: ShownLines,
  from: number,
  to: number,
  target: Buffer,
  begin: number,
): number {
  const { bytes, ends } = batch
  let at = begin
  for (let place = from; place < to; ) {
    // Lines that lie side by side in one go.
    const first = indexes[place] ?? 0
    let last = first
    while (place + 1 < to && indexes[place + 1] === last + 1) {
      place += 1
      last += 1
    }
    place += 1
    const start = lineStart(batch, first)
    const end = ends[last] ?? 0
    target.set(bytes.subarray(start, end + 1), at)
    for (let index = first; index <= last; index += 1) target[at + (ends[index] ?? 0) - start] = COMMA
    at += end + 1 - start
  }
  return at
}
