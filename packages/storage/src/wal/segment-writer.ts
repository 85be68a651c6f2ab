import { writeFileAtomic } from './atomic-file.ts'
import { encodeSegmentHeader, SEGMENT_HEADER_BYTES } from './frame.ts'
import { type FileSystem, type OpenFile, writeFully } from './fs.ts'
import { addFrame, createSegment, type Segment, segmentName } from './segment.ts'
import { ioError } from './wal-error.ts'

/** One commit in the form that is written. */
export interface SealedFrame {
  /** Its header filled in. */
  readonly frame: Uint8Array
  readonly firstSeq: number
  readonly count: number
}

/** Appends frames to one segment. Not to be used again after an append has failed. */
export interface SegmentWriter {
  readonly segment: Segment
  /** Writes frames and has them flushed; all are durable when the promise resolves. Returns the seconds that took. */
  append(frames: readonly SealedFrame[]): Promise<number>
  close(): Promise<void>
}

/** What {@link openSegmentWriter} needs. */
export interface SegmentWriterOptions {
  readonly fs: FileSystem
  /** Milliseconds that never run backwards. */
  readonly monotonicMs: () => number
}

/** Makes an empty segment: its header is durable before the file gets its name. */
export async function createSegmentFile(
  fs: FileSystem,
  directory: string,
  firstSeq: number,
  previousSeq: number,
): Promise<Segment> {
  const name = segmentName(firstSeq)
  try {
    await writeFileAtomic(fs, directory, name, encodeSegmentHeader({ firstSeq, previousSeq }))
  } catch (cause) {
    throw ioError('create', `${directory}/${name}`, cause)
  }
  return createSegment(`${directory}/${name}`, firstSeq)
}

/** Opens a segment for appending at its end. */
export async function openSegmentWriter(
  segment: Segment,
  options: SegmentWriterOptions,
): Promise<SegmentWriter> {
  let file: OpenFile
  try {
    file = await options.fs.open(segment.path, 'durable')
  } catch (cause) {
    throw ioError('open', segment.path, cause)
  }
  return {
    segment,
    async append(frames) {
      let offset = segment.bytes
      const began = options.monotonicMs()
      try {
        for (const bytes of joined(frames)) {
          await writeFully(file, bytes, offset)
          offset += bytes.length
        }
        const seconds = (options.monotonicMs() - began) / 1000
        // Only now may they be read.
        for (const { frame, firstSeq, count } of frames) addFrame(segment, firstSeq, count, frame.length)
        return seconds
      } catch (cause) {
        throw ioError(`append ${described(frames)} at ${segment.bytes} to`, segment.path, cause)
      }
    },
    async close() {
      try {
        await file.close()
      } catch (cause) {
        throw ioError('close', segment.path, cause)
      }
    },
  }
}

/** Frames that lie side by side in memory as one: each write is a flush, and a turn of a busy event loop. */
function joined(frames: readonly SealedFrame[]): Uint8Array[] {
  const parts: Uint8Array[] = []
  for (const { frame } of frames) {
    const last = parts.at(-1)
    if (
      last !== undefined &&
      last.buffer === frame.buffer &&
      last.byteOffset + last.length === frame.byteOffset
    ) {
      parts[parts.length - 1] = new Uint8Array(last.buffer, last.byteOffset, last.length + frame.length)
    } else parts.push(frame)
  }
  return parts
}

function described(frames: readonly SealedFrame[]): string {
  let events = 0
  let bytes = 0
  for (const { frame, count } of frames) {
    events += count
    bytes += frame.length
  }
  return `${events} events from ${frames[0]?.firstSeq} (${bytes} bytes)`
}

/** True when the frame should open another segment: this one has reached its size and is not empty. */
export function isFull(segment: Segment, frameLength: number, segmentBytes: number): boolean {
  return segment.bytes > SEGMENT_HEADER_BYTES && segment.bytes + frameLength > segmentBytes
}
