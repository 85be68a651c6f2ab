import { type Hash, parseHash } from '@org/events'
import { ObjectScan, skipWhitespace } from './object-scan.ts'

const QUOTE = 0x22
const COLON = 0x3a
const OPEN_BRACE = 0x7b
const BACKSLASH = 0x5c
const HASH_CHARS = 66
const RESULT_KEY = '"result"'

/** The bytes that one node writes around the announced value, the same for every notification of a subscription. */
export interface NotificationShape {
  /** The hash that is announced by itself; `null` when the frame is anything else. */
  cutHash(frame: Buffer): Hash | null
  /** The hash of the transaction that is announced in full; `null` when the frame is anything else. */
  cutTransactionHash(frame: Buffer): Hash | null
}

/**
 * Learns the shape from a notification that was parsed and found sound: what stands before and after the value of
 * `result`. `null` when the text leaves any doubt where that value stands.
 */
export function learnShape(frame: Buffer): NotificationShape | null {
  if (frame.includes(BACKSLASH)) return null
  const key = frame.indexOf(RESULT_KEY, 0, 'latin1')
  if (key < 0 || frame.indexOf(RESULT_KEY, key + 1, 'latin1') >= 0) return null
  const colon = skipWhitespace(frame, key + RESULT_KEY.length)
  if (frame[colon] !== COLON) return null
  const start = skipWhitespace(frame, colon + 1)
  const scan = new ObjectScan()
  const end = scan.read(frame, start) ? scan.end : endOfHash(frame, start)
  if (end === null) return null
  return shapeOf(Buffer.from(frame.subarray(0, start)), Buffer.from(frame.subarray(end)), scan)
}

function shapeOf(before: Buffer, after: Buffer, scan: ObjectScan): NotificationShape {
  const start = before.length
  const hashFrameBytes = start + HASH_CHARS + 2 + after.length
  const fits = (frame: Buffer): boolean =>
    before.compare(frame, 0, start) === 0 && after.compare(frame, frame.length - after.length) === 0
  return {
    cutHash: (frame) => (frame.length === hashFrameBytes && fits(frame) ? quotedHash(frame, start) : null),
    cutTransactionHash(frame) {
      // The frame is at least as long as both ends together, so that they do not overlap.
      if (frame.length <= start + after.length || frame[start] !== OPEN_BRACE || !fits(frame)) return null
      if (frame.includes(BACKSLASH) || !scan.read(frame, start)) return null
      return scan.end === frame.length - after.length ? quotedHash(frame, scan.hashAt) : null
    },
  }
}

function endOfHash(frame: Buffer, start: number): number | null {
  return quotedHash(frame, start) === null ? null : start + HASH_CHARS + 2
}

function quotedHash(frame: Buffer, at: number): Hash | null {
  const end = at + HASH_CHARS + 1
  if (frame[at] !== QUOTE || frame[end] !== QUOTE) return null
  return parseHash(frame.toString('latin1', at + 1, end))
}
