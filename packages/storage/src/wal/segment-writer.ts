import { writeFileAtomic } from './atomic-file.ts'
import { encodeSegmentHeader, SEGMENT_HEADER_BYTES } from './frame.ts'
import { type FileSystem, type OpenFile, writeFully } from './fs.ts'
import { addFrame, createSegment, type Segment, segmentName } from './segment.ts'
import { ioError } from './wal-error.ts'

/** Appends frames to one segment. Not to be used again after an append has failed. */
export interface SegmentWriter {
  readonly segment: Segment
  /** Writes one sealed frame; durable when the promise resolves. Returns the seconds that the flush took. */
  append(frame: Uint8Array, firstSeq: number, count: number): Promise<number>
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
    file = await options.fs.open(segment.path, 'write')
  } catch (cause) {
    throw ioError('open', segment.path, cause)
  }
  return {
    segment,
    async append(frame, firstSeq, count) {
      try {
        await writeFully(file, frame, segment.bytes)
        const began = options.monotonicMs()
        await file.datasync()
        const seconds = (options.monotonicMs() - began) / 1000
        addFrame(segment, firstSeq, count, frame.length)
        return seconds
      } catch (cause) {
        throw ioError(
          `append ${count} events from ${firstSeq} (${frame.length} bytes at ${segment.bytes}) to`,
          segment.path,
          cause,
        )
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

/** True when the frame should open another segment: this one has reached its size and is not empty. */
export function isFull(segment: Segment, frameLength: number, segmentBytes: number): boolean {
  return segment.bytes > SEGMENT_HEADER_BYTES && segment.bytes + frameLength > segmentBytes
}
