import { type Hash, parseHash } from '@org/events'
import type { Subscriptions } from './handshake.ts'

/** What a WebSocket text frame of a node can be, apart from an announced hash. */
export type Frame =
  | { readonly kind: 'pending'; readonly hash: Hash }
  | { readonly kind: 'head'; readonly head: unknown }
  | { readonly kind: 'reply'; readonly id: number; readonly result: unknown; readonly error: unknown }
  | { readonly kind: 'unknown'; readonly subscription: string }
  | { readonly kind: 'invalid'; readonly note: string }

/**
 * Reads the frames of one connection.
 *
 * Nodes differ in how they write a notification, but one node writes every hash of a subscription in the same bytes
 * around the 66 of the hash. The reader parses the first such frame and remembers these bytes; a later frame of
 * exactly this shape differs from a valid one in hash digits only, so the hash is cut out without parsing.
 */
export interface FrameReader {
  /** Names the subscriptions once the node acknowledged them. */
  subscribed(ids: Subscriptions): void
  /** The announced hash when the frame has the remembered shape; `null` says nothing, ask {@link parse}. */
  cutHash(frame: Buffer): Hash | null
  /** Any frame, slowly. Never throws. */
  parse(frame: Buffer): Frame
}

const HASH_CHARS = 66

export function createFrameReader(): FrameReader {
  let pendingId: string | null = null
  let headsId: string | null = null
  let shape: { readonly before: Buffer; readonly after: Buffer; readonly length: number } | null = null

  const learn = (frame: Buffer, hashText: string): void => {
    const at = frame.indexOf(hashText, 0, 'latin1')
    // Twice in one frame (an id that looks like a hash): not a shape to rely on.
    if (at < 0 || frame.indexOf(hashText, at + 1, 'latin1') >= 0) return
    shape = {
      before: Buffer.from(frame.subarray(0, at)),
      after: Buffer.from(frame.subarray(at + HASH_CHARS)),
      length: frame.length,
    }
  }

  return {
    subscribed(ids) {
      pendingId = ids.pending
      headsId = ids.heads
    },
    cutHash(frame) {
      if (shape === null || frame.length !== shape.length) return null
      const start = shape.before.length
      const end = start + HASH_CHARS
      if (shape.before.compare(frame, 0, start) !== 0) return null
      if (shape.after.compare(frame, end) !== 0) return null
      return parseHash(frame.toString('latin1', start, end))
    },
    parse(frame) {
      const message = parseObject(frame)
      if (message === null) return { kind: 'invalid', note: 'not a JSON object' }
      if (typeof message.id === 'number') {
        return { kind: 'reply', id: message.id, result: message.result, error: message.error }
      }
      const params = asObject(message.params)
      if (message.method !== 'eth_subscription' || params === null) {
        return { kind: 'invalid', note: 'neither a reply nor a notification' }
      }
      const subscription = String(params.subscription)
      if (subscription === headsId) return { kind: 'head', head: params.result }
      if (subscription !== pendingId) return { kind: 'unknown', subscription }
      const hash = parseHash(params.result)
      if (hash === null) return { kind: 'invalid', note: 'the announced value is not a hash' }
      if (shape === null) learn(frame, String(params.result))
      return { kind: 'pending', hash }
    },
  }
}

function parseObject(frame: Buffer): Readonly<Record<string, unknown>> | null {
  try {
    return asObject(JSON.parse(frame.toString('utf8')))
  } catch {
    return null
  }
}

function asObject(value: unknown): Readonly<Record<string, unknown>> | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  return value as Readonly<Record<string, unknown>> // an object of unknown fields
}
