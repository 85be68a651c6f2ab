import { createFrameReader } from './frame-reader.ts'
import type { FileSystem, OpenFile } from './fs.ts'
import { checkSegmentHeader, collectFrames, holdsFrame } from './recovery.ts'
import { createSegment, parseSegmentName, type Segment } from './segment.ts'
import { type Frame, readSegment } from './segment-reader.ts'
import { corrupt, ioError } from './wal-error.ts'

/** What follows the last good commit: a crash tore it, or its writer is at work. */
interface TornTail {
  readonly path: string
  readonly offset: number
  readonly bytes: number
  readonly why: string
}

/** A log of somebody else, as it was when it was opened; nothing of it is changed. */
export interface ReadOnlyWal {
  /** `null`: the log holds nothing. */
  readonly firstSeq: number | null
  /** 0: the log holds nothing. */
  readonly lastSeq: number
  readonly tornTail: TornTail | null
  /** The first number from `seq` on that the log holds; `null` when there is none. */
  nextHeld(seq: number): number | null
  /** The frame that holds `fromSeq` and those after it, up to the first number that is not held. */
  frames(fromSeq: number): AsyncGenerator<Frame, void, undefined>
}

/**
 * Opens a log to read it: checks every frame as a start would, and leaves everything as it is.
 * @throws StorageError `WAL_CORRUPT` with file and offset; `WAL_IO`
 */
export async function openReadOnlyWal(fs: FileSystem, directory: string): Promise<ReadOnlyWal> {
  const found = await listSegments(fs, directory)
  const segments: Segment[] = []
  let tornTail: TornTail | null = null
  for (const [index, [firstSeq, path]] of found.entries()) {
    const isLast = index === found.length - 1
    const { segment, torn } = await checkSegment(fs, path, firstSeq, segments.at(-1), isLast)
    segments.push(segment)
    tornTail = torn
  }
  const held = segments.filter((segment) => segment.lastSeq >= segment.firstSeq)
  return {
    firstSeq: held[0]?.firstSeq ?? null,
    lastSeq: segments.at(-1)?.lastSeq ?? 0,
    tornTail,
    nextHeld(seq) {
      const segment = held.find((candidate) => seq <= candidate.lastSeq)
      return segment === undefined ? null : Math.max(seq, segment.firstSeq)
    },
    async *frames(fromSeq) {
      let next = fromSeq
      for (;;) {
        const segment = held.find((candidate) => candidate.firstSeq <= next && next <= candidate.lastSeq)
        if (segment === undefined) return
        for await (const frame of readSegment(fs, segment, next)) {
          next = frame.firstSeq + frame.count
          yield frame
        }
      }
    },
  }
}

async function listSegments(fs: FileSystem, directory: string): Promise<[number, string][]> {
  let names: readonly string[]
  try {
    names = await fs.list(directory)
  } catch (cause) {
    throw ioError('list', directory, cause)
  }
  const found: [number, string][] = []
  for (const name of names) {
    const firstSeq = parseSegmentName(name)
    if (firstSeq !== null) found.push([firstSeq, `${directory}/${name}`])
  }
  return found.sort(([a], [b]) => a - b)
}

async function checkSegment(
  fs: FileSystem,
  path: string,
  firstSeq: number,
  previous: Segment | undefined,
  isLast: boolean,
): Promise<{ readonly segment: Segment; readonly torn: TornTail | null }> {
  let file: OpenFile
  try {
    file = await fs.open(path, 'read')
  } catch (cause) {
    throw ioError('open', path, cause)
  }
  try {
    const size = await file.size()
    const reader = createFrameReader(file, size, 'borrowed')
    await checkSegmentHeader(reader, path, firstSeq, previous)
    const segment = createSegment(path, firstSeq)
    const why = await collectFrames(reader, segment)
    if (why === null) return { segment, torn: null }
    const offset = segment.bytes
    const tail = Buffer.from(await reader.bytes(offset, size - offset))
    if (!isLast || (await holdsFrame(reader, offset, tail, segment.lastSeq))) throw corrupt(path, offset, why)
    return { segment, torn: { path, offset, bytes: size - offset, why } }
  } catch (cause) {
    throw ioError('read', path, cause)
  } finally {
    await file.close()
  }
}
