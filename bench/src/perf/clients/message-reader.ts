/** Opcodes of RFC 6455, section 5.2, that a server sends whole. */
export const OPCODES = { text: 1, close: 8, ping: 9 } as const

/** Splits what a WebSocket server sends (RFC 6455, section 5: unmasked) into messages, without memory for each. */
export interface MessageReader {
  /** Takes the next bytes, which are not kept. @throws Error on a message in several frames */
  push(chunk: Buffer): void
}

/** Header with the longest length; a server masks nothing. */
const MAX_HEADER_BYTES = 10

/**
 * @param keepBytes of each payload at most: whoever looks at the beginning only need not have the rest copied
 * @param onMessage gets the opcode, what was kept (its memory is used again) and the whole length
 */
export function createMessageReader(
  keepBytes: number,
  onMessage: (opcode: number, kept: Buffer, length: number) => void,
): MessageReader {
  const header = Buffer.alloc(MAX_HEADER_BYTES)
  let headerBytes = 0
  let length = -1
  /** Bytes of the payload that came. */
  let came = 0
  let room = Buffer.alloc(64 * 1024)

  /** Bytes of the header, as far as they tell. */
  function headerSize(): number {
    if (headerBytes < 2) return 2
    const code = (header[1] ?? 0) & 0x7f
    return code === 127 ? 10 : code === 126 ? 4 : 2
  }

  function begin(): void {
    const first = header[0] ?? 0
    if ((first & 0x80) === 0) throw new Error('a message in several frames')
    const size = headerSize()
    length =
      size === 2
        ? (header[1] ?? 0) & 0x7f
        : size === 4
          ? header.readUInt16BE(2)
          : Number(header.readBigUInt64BE(2))
    came = 0
    const kept = Math.min(keepBytes, length)
    if (kept > room.length) room = Buffer.alloc(2 * kept)
  }

  return {
    push(chunk) {
      let at = 0
      while (at < chunk.length || (length >= 0 && came === length)) {
        if (length < 0) {
          header[headerBytes] = chunk[at] ?? 0
          headerBytes += 1
          at += 1
          if (headerBytes === headerSize()) begin()
        } else if (came < length) {
          const end = Math.min(chunk.length, at + length - came)
          if (came < keepBytes) chunk.copy(room, came, at, Math.min(end, at + keepBytes - came))
          came += end - at
          at = end
        } else {
          const opcode = (header[0] ?? 0) & 0x0f
          const kept = room.subarray(0, Math.min(keepBytes, length))
          const whole = length
          length = -1
          headerBytes = 0
          onMessage(opcode, kept, whole)
        }
      }
    },
  }
}
