import type { Encoding } from './accept-encoding.ts'

/** The bytes of a document, which any number of answers may share, with the packed forms that were asked for. */
export interface Body {
  readonly bytes: Buffer
  readonly packed: Map<Encoding, Promise<Buffer | null>>
}

/** @param text JSON, HTML or the like */
export function createBody(text: string): Body {
  return { bytes: Buffer.from(text), packed: new Map() }
}

/** Text as it is, or items of JSON that become an array. */
export type JsonPiece = string | readonly string[]

const [COMMA, OPENING, CLOSING] = [0x2c, 0x5b, 0x5d]

/**
 * Writes pieces of JSON one behind the other, each into its place: joined to one text first, a megabyte is copied
 * twice more, which took a snapshot 1.9 ms of 5.1.
 */
export function createJsonBody(pieces: readonly JsonPiece[]): Body {
  let size = 0
  for (const piece of pieces) size += typeof piece === 'string' ? Buffer.byteLength(piece) : arrayBytes(piece)
  const bytes = Buffer.allocUnsafeSlow(size)
  let at = 0
  for (const piece of pieces) {
    if (typeof piece === 'string') at += bytes.write(piece, at)
    else at = writeArray(bytes, at, piece)
  }
  return { bytes, packed: new Map() }
}

function arrayBytes(items: readonly string[]): number {
  let size = 2 + Math.max(0, items.length - 1)
  for (const item of items) size += Buffer.byteLength(item)
  return size
}

function writeArray(target: Buffer, begin: number, items: readonly string[]): number {
  let at = begin
  target[at] = OPENING
  at += 1
  for (const [index, item] of items.entries()) {
    if (index > 0) {
      target[at] = COMMA
      at += 1
    }
    at += target.write(item, at)
  }
  target[at] = CLOSING
  return at + 1
}
