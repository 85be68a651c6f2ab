import { crc32 } from 'node:zlib'
import { decodeFrameHeader, FRAME_HEADER_BYTES, type FrameHeader, frameBytes } from './frame.ts'
import { type OpenFile, readFully } from './fs.ts'

const BLOCK_BYTES = 1024 * 1024

/** A frame header and where the frame after it begins, the end of the file, or what is wrong. */
type FrameStep =
  | { readonly kind: 'frame'; readonly header: FrameHeader; readonly next: number }
  | { readonly kind: 'end' }
  | { readonly kind: 'bad'; readonly why: string }

/** Reads the frames of one file up to `end`, in blocks of a mebibyte. */
export interface FrameReader {
  /** Judges the header at `offset` without reading its payload. */
  header(offset: number, expectedSeq: number): Promise<FrameStep>
  /** The checked payload of the frame at `offset`, or what is wrong. */
  payload(offset: number, header: FrameHeader): Promise<Buffer | string>
  /** Bytes from `offset`; fewer than `length` only at the end. */
  bytes(offset: number, length: number): Promise<Buffer>
}

/**
 * @param end where reading stops. The file stays the caller's to close.
 * @param keeps `kept`: bytes may be kept. `borrowed`: they hold until the next call; for who only looks at them, since
 * each new mebibyte makes the engine collect garbage sooner.
 */
export function createFrameReader(
  file: OpenFile,
  end: number,
  keeps: 'kept' | 'borrowed' = 'kept',
): FrameReader {
  const own = keeps === 'borrowed' ? Buffer.allocUnsafeSlow(BLOCK_BYTES) : null
  let block = Buffer.alloc(0)
  let blockStart = 0

  async function bytes(offset: number, length: number): Promise<Buffer> {
    const wanted = Math.min(length, end - offset)
    if (offset < blockStart || offset + wanted > blockStart + block.length) {
      const size = Math.min(Math.max(BLOCK_BYTES, wanted), end - offset)
      const target =
        own !== null && size <= BLOCK_BYTES ? own.subarray(0, size) : Buffer.allocUnsafeSlow(size)
      block = target.subarray(0, await readFully(file, target, offset))
      blockStart = offset
    }
    return block.subarray(offset - blockStart, offset - blockStart + wanted)
  }

  return {
    bytes,
    async header(offset, expectedSeq) {
      if (offset === end) return { kind: 'end' }
      const head = await bytes(offset, FRAME_HEADER_BYTES)
      if (head.length < FRAME_HEADER_BYTES)
        return { kind: 'bad', why: `${head.length} bytes are not a frame header` }
      const header = decodeFrameHeader(head)
      if (typeof header === 'string') return { kind: 'bad', why: header }
      const next = offset + frameBytes(header.payloadBytes)
      if (next > end) return { kind: 'bad', why: `the frame ends at ${next}, the file at ${end}` }
      if (header.firstSeq !== expectedSeq) {
        return {
          kind: 'bad',
          why: `the frame begins with event ${header.firstSeq} instead of ${expectedSeq}`,
        }
      }
      return { kind: 'frame', header, next }
    },
    async payload(offset, header) {
      const payload = await bytes(offset + FRAME_HEADER_BYTES, header.payloadBytes)
      if (payload.length < header.payloadBytes) return 'the payload is cut short'
      return crc32(payload) === header.payloadCrc ? payload : 'the checksum of the payload does not match'
    },
  }
}
