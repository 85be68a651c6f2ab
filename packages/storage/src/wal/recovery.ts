import type { Logger } from '@org/events'
import { decodeSegmentHeader, FRAME_HEADER_BYTES, FRAME_MAGIC, SEGMENT_HEADER_BYTES } from './frame.ts'
import { createFrameReader, type FrameReader } from './frame-reader.ts'
import { type FileSystem, type OpenFile, writeFully } from './fs.ts'
import { addFrame, createSegment, parseSegmentName, type Segment } from './segment.ts'
import { corrupt, ioError, isDiskFull } from './wal-error.ts'

/** What {@link recoverSegments} needs. */
export interface RecoveryOptions {
  readonly fs: FileSystem
  readonly directory: string
  readonly logger: Logger
}

/**
 * Checks every frame of every segment and returns the segments in order. What a crash left after the last good
 * commit of the last segment is copied to a `.broken` file and cut off; damage anywhere else is refused.
 * @throws StorageError `WAL_CORRUPT` naming file and offset; `WAL_IO`, `DISK_FULL`.
 */
export async function recoverSegments(options: RecoveryOptions): Promise<Segment[]> {
  const { fs, directory } = options
  const firstSeqs: [number, string][] = []
  for (const name of await list(fs, directory)) {
    const firstSeq = parseSegmentName(name)
    if (firstSeq !== null) firstSeqs.push([firstSeq, `${directory}/${name}`])
    // Left by a crash before the rename that would have made it a segment.
    else if (name.endsWith('.tmp')) await remove(fs, `${directory}/${name}`)
  }
  // A kill between the rename of a new segment and the flush of the directory leaves a name that a power cut takes.
  await syncDirectory(fs, directory)
  firstSeqs.sort(([a], [b]) => a - b)

  const segments: Segment[] = []
  for (const [firstSeq, path] of firstSeqs) {
    const isLast = segments.length === firstSeqs.length - 1
    segments.push(await recoverSegment(options, path, firstSeq, segments.at(-1), isLast))
  }
  return segments
}

async function recoverSegment(
  options: RecoveryOptions,
  path: string,
  firstSeq: number,
  previous: Segment | undefined,
  isLast: boolean,
): Promise<Segment> {
  let file: OpenFile
  try {
    file = await options.fs.open(path, isLast ? 'write' : 'read')
  } catch (cause) {
    throw ioError('open', path, cause)
  }
  try {
    const size = await file.size()
    const reader = createFrameReader(file, size, 'borrowed')
    await checkSegmentHeader(reader, path, firstSeq, previous)
    const segment = createSegment(path, firstSeq)
    const problem = await collectFrames(reader, segment)
    if (problem !== null) {
      if (!isLast) throw corrupt(path, segment.bytes, problem)
      await cutTornTail(options, file, reader, segment, size, problem)
    }
    // A kill between write and flush leaves frames that only the page cache holds: flush before anybody sees them.
    if (isLast) await file.datasync()
    return segment
  } catch (cause) {
    throw ioError('recover', path, cause)
  } finally {
    await file.close()
  }
}

/** @throws StorageError `WAL_CORRUPT` when the header is not that of a segment after `previous` */
export async function checkSegmentHeader(
  reader: FrameReader,
  path: string,
  firstSeq: number,
  previous: Segment | undefined,
): Promise<void> {
  // Segments get their name after their header is durable, so a bad header is never a torn one.
  const header = decodeSegmentHeader(await reader.bytes(0, SEGMENT_HEADER_BYTES))
  if (typeof header === 'string') throw corrupt(path, 0, header)
  if (header.firstSeq !== firstSeq) {
    throw corrupt(path, 16, `the header begins with event ${header.firstSeq}, the name with ${firstSeq}`)
  }
  if (previous !== undefined && header.previousSeq !== previous.lastSeq) {
    throw corrupt(
      path,
      24,
      `it follows event ${header.previousSeq}, but the segment before it (${previous.path}) ends with ${previous.lastSeq}`,
    )
  }
}

/** Adds the good frames to the segment; returns why it stopped before the end of the file, if it did. */
export async function collectFrames(reader: FrameReader, segment: Segment): Promise<string | null> {
  for (;;) {
    const offset = segment.bytes
    const step = await reader.header(offset, segment.lastSeq + 1)
    switch (step.kind) {
      case 'end':
        return null
      case 'bad':
        return step.why
      case 'frame': {
        const payload = await reader.payload(offset, step.header)
        if (typeof payload === 'string') return payload
        addFrame(segment, step.header.firstSeq, step.header.count, step.next - offset)
      }
    }
  }
}

async function cutTornTail(
  { fs, directory, logger }: RecoveryOptions,
  file: OpenFile,
  reader: FrameReader,
  segment: Segment,
  size: number,
  problem: string,
): Promise<void> {
  const offset = segment.bytes
  const tail = Buffer.from(await reader.bytes(offset, size - offset))
  // Frame n+1 is written only after frame n is durable, so a good frame after a bad one means damage, not a tear.
  if (await holdsFrame(reader, offset, tail, segment.lastSeq)) throw corrupt(segment.path, offset, problem)
  await keepBroken(fs, directory, `${segment.path}.${offset}.broken`, tail, logger)
  await file.truncate(offset)
  logger.warn('cut a torn tail off the write-ahead log', {
    path: segment.path,
    offset,
    bytes: size - offset,
    why: problem,
    last_seq: segment.lastSeq,
  })
}

/** True when a whole later frame begins somewhere within the tail. */
export async function holdsFrame(
  reader: FrameReader,
  start: number,
  tail: Buffer,
  lastSeq: number,
): Promise<boolean> {
  for (let at = tail.indexOf(FRAME_MAGIC, 1); at !== -1; at = tail.indexOf(FRAME_MAGIC, at + 1)) {
    const head = tail.subarray(at, at + FRAME_HEADER_BYTES)
    if (head.length < FRAME_HEADER_BYTES) return false
    const firstSeq = head.readUInt32LE(12) * 2 ** 32 + head.readUInt32LE(8)
    const step = await reader.header(start + at, firstSeq)
    if (step.kind !== 'frame' || firstSeq <= lastSeq) continue
    if (typeof (await reader.payload(start + at, step.header)) !== 'string') return true
  }
  return false
}

async function keepBroken(
  fs: FileSystem,
  directory: string,
  path: string,
  tail: Uint8Array,
  logger: Logger,
): Promise<void> {
  try {
    const file = await fs.open(path, 'create')
    try {
      await writeFully(file, tail, 0)
      await file.datasync()
    } finally {
      await file.close()
    }
    await fs.syncDirectory(directory)
  } catch (cause) {
    // The tail was never acknowledged, and on a full disk cutting it is what makes room again.
    if (!isDiskFull(cause)) throw ioError('keep the torn tail as', path, cause)
    logger.warn('no space to keep a copy of the torn tail', { path, bytes: tail.length })
  }
}

async function list(fs: FileSystem, directory: string): Promise<readonly string[]> {
  try {
    await fs.makeDirectory(directory)
    return await fs.list(directory)
  } catch (cause) {
    throw ioError('list', directory, cause)
  }
}

async function syncDirectory(fs: FileSystem, directory: string): Promise<void> {
  try {
    await fs.syncDirectory(directory)
  } catch (cause) {
    throw ioError('flush', directory, cause)
  }
}

async function remove(fs: FileSystem, path: string): Promise<void> {
  try {
    await fs.remove(path)
  } catch (cause) {
    throw ioError('remove', path, cause)
  }
}
