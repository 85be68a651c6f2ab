import { crc32 } from 'node:zlib'

/** Bytes before the first frame of a segment. */
export const SEGMENT_HEADER_BYTES = 32
/** Bytes before the payload of a frame. */
export const FRAME_HEADER_BYTES = 32
/** No frame is larger; a length above it is damage. Far above what one commit holds. */
export const MAX_PAYLOAD_BYTES = 256 * 1024 * 1024
const WAL_VERSION = 1

/** 0x89 and the line feed show a file that went through a text conversion, as in PNG. */
const SEGMENT_MAGIC = Buffer.from([0x89, 0x4d, 0x45, 0x56, 0x57, 0x41, 0x4c, 0x0a])
/** Type 1, events. 0xf7 never occurs in UTF-8, so no payload contains it; and zeros are never a frame. */
export const FRAME_MAGIC = Buffer.from([0xf7, 0x45, 0x56, 0x01])

export interface SegmentHeader {
  readonly firstSeq: number
  /** Last number of the segment before; `firstSeq - 1` unless numbers were skipped between the two. */
  readonly previousSeq: number
}

export interface FrameHeader {
  readonly payloadBytes: number
  readonly firstSeq: number
  readonly count: number
  readonly payloadCrc: number
}

export function encodeSegmentHeader(header: SegmentHeader): Buffer {
  const bytes = Buffer.alloc(SEGMENT_HEADER_BYTES)
  SEGMENT_MAGIC.copy(bytes, 0)
  bytes.writeUInt32LE(WAL_VERSION, 8)
  writeSeq(bytes, header.firstSeq, 16)
  writeSeq(bytes, header.previousSeq, 24)
  bytes.writeUInt32LE(segmentHeaderCrc(bytes), 12)
  return bytes
}

/** Returns what is wrong when the bytes are not the header of a segment that this version can read. */
export function decodeSegmentHeader(bytes: Buffer): SegmentHeader | string {
  if (bytes.length < SEGMENT_HEADER_BYTES)
    return `the header has ${bytes.length} of ${SEGMENT_HEADER_BYTES} bytes`
  if (!bytes.subarray(0, 8).equals(SEGMENT_MAGIC)) return 'it does not begin as a segment'
  if (bytes.readUInt32LE(12) !== segmentHeaderCrc(bytes)) return 'the checksum of the header does not match'
  const version = bytes.readUInt32LE(8)
  if (version !== WAL_VERSION) return `format version ${version} is not ${WAL_VERSION}`
  return { firstSeq: readSeq(bytes, 16), previousSeq: readSeq(bytes, 24) }
}

function segmentHeaderCrc(bytes: Buffer): number {
  return crc32(bytes.subarray(16, SEGMENT_HEADER_BYTES), crc32(bytes.subarray(0, 12)))
}

/** Whole size of a frame; the next one begins on a multiple of 8 bytes. */
export function frameBytes(payloadBytes: number): number {
  return FRAME_HEADER_BYTES + Math.ceil(payloadBytes / 8) * 8
}

/** A buffer for one frame: the caller writes the payload after the header's room, then seals it. */
export function allocateFrame(payloadBytes: number): Buffer {
  const frame = Buffer.allocUnsafe(frameBytes(payloadBytes))
  frame.fill(0, FRAME_HEADER_BYTES + payloadBytes)
  return frame
}

/** Writes the header, with the checksums of payload and header, into the room left for it. */
export function sealFrame(frame: Buffer, payloadBytes: number, firstSeq: number, count: number): void {
  FRAME_MAGIC.copy(frame, 0)
  frame.writeUInt32LE(payloadBytes, 4)
  writeSeq(frame, firstSeq, 8)
  frame.writeUInt32LE(count, 16)
  frame.writeUInt32LE(crc32(frame.subarray(FRAME_HEADER_BYTES, FRAME_HEADER_BYTES + payloadBytes)), 20)
  frame.writeUInt32LE(0, 24)
  frame.writeUInt32LE(crc32(frame.subarray(0, 28)), 28)
}

/** Returns what is wrong when the bytes are not a frame header. */
export function decodeFrameHeader(bytes: Buffer): FrameHeader | string {
  if (!bytes.subarray(0, 4).equals(FRAME_MAGIC)) return 'no frame begins here'
  if (bytes.readUInt32LE(28) !== crc32(bytes.subarray(0, 28)))
    return 'the checksum of the frame header does not match'
  const header: FrameHeader = {
    payloadBytes: bytes.readUInt32LE(4),
    firstSeq: readSeq(bytes, 8),
    count: bytes.readUInt32LE(16),
    payloadCrc: bytes.readUInt32LE(20),
  }
  if (header.payloadBytes > MAX_PAYLOAD_BYTES)
    return `a payload of ${header.payloadBytes} bytes exceeds the bound`
  if (header.count === 0) return 'the frame holds no event'
  return header
}

function writeSeq(bytes: Buffer, seq: number, offset: number): void {
  bytes.writeUInt32LE(seq % 2 ** 32, offset)
  bytes.writeUInt32LE(Math.floor(seq / 2 ** 32), offset + 4)
}

function readSeq(bytes: Buffer, offset: number): number {
  return bytes.readUInt32LE(offset + 4) * 2 ** 32 + bytes.readUInt32LE(offset)
}
