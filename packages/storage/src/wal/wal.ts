import { type Logger, noopLogger } from '@org/events'
import type { StorageError } from '../errors.ts'
import { FRAME_HEADER_BYTES, MAX_PAYLOAD_BYTES, sealFrame } from './frame.ts'
import { createNodeFileSystem, type FileSystem } from './fs.ts'
import { recoverSegments } from './recovery.ts'
import type { Segment } from './segment.ts'
import { type Frame, readSegment } from './segment-reader.ts'
import {
  createSegmentFile,
  isFull,
  openSegmentWriter,
  type SealedFrame,
  type SegmentWriter,
} from './segment-writer.ts'
import { ioError } from './wal-error.ts'

/** Options of {@link createWal}. */
export interface WalOptions {
  readonly directory: string
  /** A segment that would grow beyond this is sealed. @default 64 MiB */
  readonly segmentBytes?: number
  /** Sealed, acknowledged segments are deleted while the log is larger. @default 2 GiB */
  readonly retentionBytes?: number
  readonly fs?: FileSystem
  /** Milliseconds that never run backwards. */
  readonly monotonicMs?: () => number
  readonly logger?: Logger
}

/** What is appended as a whole: it is read back whole or not at all. */
interface Commit {
  /** From `allocateFrame`, its payload written; the header is filled in by the log. */
  readonly frame: Buffer
  readonly payloadBytes: number
  readonly firstSeq: number
  readonly lastSeq: number
}

/** The write-ahead log: one writer, any number of readers. Knows numbers and bytes, not events. */
export interface Wal {
  /** Checks and repairs what is on disk. Once. @throws StorageError */
  open(): Promise<void>
  /**
   * Appends commits in order, with one flush for all that go into the same segment. Durable when the promise resolves,
   * with the seconds of the flushes. One call at a time. A failure is final: the log takes nothing more.
   * @throws StorageError `DISK_FULL`, `WAL_IO`
   */
  append(commits: readonly Commit[]): Promise<number>
  /** The first number on disk; `lastSeq() + 1` while there is none. */
  firstSeq(): number
  /** The last durable number; 0 before the first. */
  lastSeq(): number
  /** How long the commit that is under way takes so far, in seconds; 0 while there is none. */
  commitSeconds(): number
  segmentCount(): number
  /** Bytes on disk. */
  size(): number
  /** The first number from `seq` on that the log holds; `null` when there is none. */
  nextHeld(seq: number): number | null
  /** The frame that holds `fromSeq` and those after it, up to the first number that is not held. */
  frames(fromSeq: number): AsyncGenerator<Frame, void, undefined>
  /** Deletes what the bound allows: sealed segments whose every number is at most `acknowledgedSeq`. */
  retain(acknowledgedSeq: number): Promise<void>
  close(): Promise<void>
}

/** Creates the log; nothing is read or written before `open`. */
export function createWal(options: WalOptions): Wal {
  const {
    directory,
    segmentBytes = 64 * 1024 * 1024,
    retentionBytes = 2 * 1024 * 1024 * 1024,
    fs = createNodeFileSystem(),
    monotonicMs = () => performance.now(),
    logger = noopLogger,
  } = options
  let segments: Segment[] = []
  let writer: SegmentWriter | null = null
  let failure: StorageError | null = null
  let appendingSinceMs: number | null = null

  const lastSeq = (): number => segments.at(-1)?.lastSeq ?? 0
  const size = (): number => segments.reduce((sum, segment) => sum + segment.bytes, 0)

  async function writerFor(firstSeq: number, frameLength: number): Promise<SegmentWriter> {
    if (writer !== null && firstSeq === lastSeq() + 1 && !isFull(writer.segment, frameLength, segmentBytes)) {
      return writer
    }
    const old = writer
    writer = null
    await old?.close()
    let segment = segments.at(-1)
    if (
      segment === undefined ||
      firstSeq !== segment.lastSeq + 1 ||
      isFull(segment, frameLength, segmentBytes)
    ) {
      segment = await createSegmentFile(fs, directory, firstSeq, segment?.lastSeq ?? firstSeq - 1)
      segments = [...segments, segment]
    }
    writer = await openSegmentWriter(segment, { fs, monotonicMs })
    return writer
  }

  async function append(commits: readonly Commit[]): Promise<number> {
    if (failure !== null) throw failure
    appendingSinceMs = monotonicMs()
    try {
      const frames = sealed(commits, lastSeq())
      let seconds = 0
      for (let from = 0; from < frames.length; ) {
        const first = frames[from]
        if (first === undefined) break
        const target = await writerFor(first.firstSeq, first.frame.length)
        const run = fitting(frames, from, target.segment, segmentBytes)
        seconds += await target.append(run)
        from += run.length
      }
      return seconds
    } catch (cause) {
      // What reached the disk is unknown now; only recovery may judge it.
      failure = ioError('append to', directory, cause)
      throw failure
    } finally {
      appendingSinceMs = null
    }
  }

  async function* frames(fromSeq: number): AsyncGenerator<Frame, void, undefined> {
    let next = fromSeq
    for (;;) {
      const segment = segments.find((candidate) => candidate.firstSeq <= next && next <= candidate.lastSeq)
      if (segment === undefined) return
      try {
        for await (const frame of readSegment(fs, segment, next)) {
          next = frame.firstSeq + frame.count
          yield frame
        }
      } catch (cause) {
        // Retention deleted the segment between the choice and the opening.
        if (!segments.includes(segment)) return
        throw cause
      }
    }
  }

  async function retain(acknowledgedSeq: number): Promise<void> {
    let total = size()
    let removed = 0
    while (total > retentionBytes && segments.length > 1) {
      const oldest = segments[0]
      if (oldest === undefined || oldest.lastSeq > acknowledgedSeq) break
      // First out of the list, so that no reader chooses it any more.
      segments = segments.slice(1)
      try {
        await fs.remove(oldest.path)
      } catch (cause) {
        // It is the next to go again: one that stays while a later one goes would look like a missing segment.
        segments = [oldest, ...segments]
        throw ioError('delete', oldest.path, cause)
      }
      try {
        // One by one, for the same reason: a power cut may undo any of the removals that were not flushed.
        await fs.syncDirectory(directory)
      } catch (cause) {
        throw ioError('flush', directory, cause)
      }
      total -= oldest.bytes
      removed += 1
    }
    if (removed === 0) return
    logger.debug('deleted segments of the write-ahead log', { removed, first_seq: segments[0]?.firstSeq })
  }

  return {
    async open() {
      segments = await recoverSegments({ fs, directory, logger })
    },
    append,
    firstSeq: () =>
      segments.find((segment) => segment.lastSeq >= segment.firstSeq)?.firstSeq ?? lastSeq() + 1,
    lastSeq,
    commitSeconds: () => (appendingSinceMs === null ? 0 : (monotonicMs() - appendingSinceMs) / 1000),
    segmentCount: () => segments.length,
    size,
    nextHeld(seq) {
      const segment = segments.find(
        (candidate) => seq <= candidate.lastSeq && candidate.firstSeq <= candidate.lastSeq,
      )
      return segment === undefined ? null : Math.max(seq, segment.firstSeq)
    },
    frames,
    retain,
    async close() {
      const old = writer
      writer = null
      await old?.close()
    },
  }
}

/** Fills in the headers. @throws RangeError for a commit that cannot be */
function sealed(commits: readonly Commit[], lastSeq: number): SealedFrame[] {
  let last = lastSeq
  return commits.map(({ frame, payloadBytes, firstSeq, lastSeq: end }) => {
    if (payloadBytes > MAX_PAYLOAD_BYTES || payloadBytes > frame.length - FRAME_HEADER_BYTES) {
      throw new RangeError(`a payload of ${payloadBytes} bytes does not fit a frame`)
    }
    if (firstSeq <= last) throw new RangeError(`event ${firstSeq} after ${last}`)
    last = end
    const count = end - firstSeq + 1
    sealFrame(frame, payloadBytes, firstSeq, count)
    return { frame, firstSeq, count }
  })
}

/** The frames from one on that belong into the segment: one at least, as long as they follow each other and fit. */
function fitting(
  frames: readonly SealedFrame[],
  from: number,
  segment: Segment,
  segmentBytes: number,
): readonly SealedFrame[] {
  let bytes = segment.bytes
  let next = frames[from]?.firstSeq
  let to = from
  for (; to < frames.length; to += 1) {
    const frame = frames[to]
    if (frame === undefined || frame.firstSeq !== next) break
    if (to > from && bytes + frame.frame.length > segmentBytes) break
    bytes += frame.frame.length
    next = frame.firstSeq + frame.count
  }
  return frames.slice(from, to)
}
