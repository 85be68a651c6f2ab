import type { BadFrame } from '../script.ts'

const TEXT = 0x81
const BINARY = 0x82
const OVERSIZE_CHARS = 2 * 1024 * 1024

/** A WebSocket frame of a server: final, unmasked (RFC 6455, section 5.2). */
export function encodeFrame(payload: string | Buffer): Buffer {
  const body = typeof payload === 'string' ? Buffer.from(payload, 'utf8') : payload
  const header = frameHeader(typeof payload === 'string' ? TEXT : BINARY, body.length)
  return Buffer.concat([header, body])
}

function frameHeader(first: number, length: number): Buffer {
  if (length < 126) return Buffer.from([first, length])
  if (length < 65_536) return Buffer.from([first, 126, length >> 8, length & 0xff])
  const header = Buffer.alloc(10)
  header[0] = first
  header[1] = 127
  header.writeUIntBE(length, 4, 6)
  return header
}

/** A notification as geth writes it. @param result JSON */
export const notification = (subscription: string, result: string): string =>
  `{"jsonrpc":"2.0","method":"eth_subscription","params":{"subscription":"${subscription}","result":${result}}}`

/** Encodes many announcements of one subscription into one buffer: the same bytes but for the hash. */
export interface HashFrames {
  encode(hashes: readonly { readonly hash: string }[]): Buffer
}

export function createHashFrames(subscription: string): HashFrames {
  const placeholder = `0x${'0'.repeat(64)}`
  const template = encodeFrame(notification(subscription, `"${placeholder}"`))
  const hashAt = template.indexOf(placeholder)
  return {
    encode(hashes) {
      const frames = Buffer.allocUnsafe(template.length * hashes.length)
      let at = 0
      for (const { hash } of hashes) {
        template.copy(frames, at)
        frames.write(hash, at + hashAt, 'latin1')
        at += template.length
      }
      return frames
    },
  }
}

const SOME_HASH = `"0x${'77'.repeat(32)}"`
const FOREIGN = `0x${'f0'.repeat(16)}`

/** The payload of a frame that is of no use to the holder of the subscription. */
export function badPayload(frame: BadFrame, subscription: string): string | Buffer {
  switch (frame) {
    case 'not-json':
      return '{"jsonrpc":"2.0","method"'
    case 'not-a-hash':
      return notification(subscription, '"0x1234"')
    case 'foreign-subscription':
      return notification(FOREIGN, SOME_HASH)
    case 'not-ascii':
      return notification(subscription, `"0x${'é'.repeat(64)}"`)
    case 'binary':
      return Buffer.from([0xff, 0xfe, 0x00, 0x80])
    case 'oversize':
      return notification(subscription, `"${'x'.repeat(OVERSIZE_CHARS)}"`)
  }
}
