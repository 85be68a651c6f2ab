import { createFrameReader } from './frame-reader.ts'
import type { FileSystem, OpenFile } from './fs.ts'
import { type Segment, seek } from './segment.ts'
import { corrupt, ioError } from './wal-error.ts'

/** One commit as it was written. */
export interface Frame {
  readonly firstSeq: number
  readonly count: number
  /** `count` lines, each ended by a line feed. May be kept. */
  readonly payload: Buffer
}

/**
 * Reads the durable frames of a segment, beginning with the one that holds `fromSeq`: a seek to the nearest
 * remembered position, then skips by header.
 * @throws StorageError `WAL_CORRUPT` with file and offset; `WAL_IO`
 */
export async function* readSegment(
  fs: FileSystem,
  segment: Segment,
  fromSeq: number,
): AsyncGenerator<Frame, void, undefined> {
  const { path } = segment
  let file: OpenFile
  try {
    file = await fs.open(path, 'read')
  } catch (cause) {
    throw ioError('open', path, cause)
  }
  try {
    // Up to what is durable now: a write may be under way behind it.
    const reader = createFrameReader(file, segment.bytes)
    let { offset, seq: expected } = seek(segment, fromSeq)
    for (;;) {
      const step = await reader.header(offset, expected)
      if (step.kind === 'end') return
      if (step.kind === 'bad') throw corrupt(path, offset, step.why)
      expected += step.header.count
      if (expected > fromSeq) {
        const payload = await reader.payload(offset, step.header)
        if (typeof payload === 'string') throw corrupt(path, offset, payload)
        yield { firstSeq: step.header.firstSeq, count: step.header.count, payload }
      }
      offset = step.next
    }
  } catch (cause) {
    throw ioError('read', path, cause)
  } finally {
    await file.close()
  }
}
