import { SEGMENT_HEADER_BYTES } from './frame.ts'

/** Bytes between two remembered positions of a segment; a read from a number scans at most that much. */
const MARK_SPACING_BYTES = 1024 * 1024
const NAME = /^(\d{20})\.wal$/

/** A segment as the log remembers it. Only the last one grows; what lies beyond `bytes` is not durable yet. */
export interface Segment {
  readonly path: string
  readonly firstSeq: number
  /** Last durable number; `firstSeq - 1` while empty. */
  lastSeq: number
  /** Where the next frame begins. */
  bytes: number
  /** Places to begin reading at, ascending; grows by one entry a mebibyte. */
  readonly marks: { readonly seq: number; readonly offset: number }[]
}

/** Twenty digits, so that names sort as numbers do. */
export function segmentName(firstSeq: number): string {
  return `${String(firstSeq).padStart(20, '0')}.wal`
}

/** The first number that a file name promises; `null` when the name is not one of a segment. */
export function parseSegmentName(name: string): number | null {
  const digits = NAME.exec(name)?.[1]
  return digits === undefined ? null : Number(digits)
}

export function createSegment(path: string, firstSeq: number): Segment {
  return { path, firstSeq, lastSeq: firstSeq - 1, bytes: SEGMENT_HEADER_BYTES, marks: [] }
}

/** Notes a durable frame at the end of the segment. */
export function addFrame(segment: Segment, firstSeq: number, count: number, frameLength: number): void {
  const last = segment.marks.at(-1)
  if (last === undefined || segment.bytes - last.offset >= MARK_SPACING_BYTES) {
    segment.marks.push({ seq: firstSeq, offset: segment.bytes })
  }
  segment.lastSeq = firstSeq + count - 1
  segment.bytes += frameLength
}

/** The nearest remembered position at or before the frame that holds `seq`, and the number it begins with. */
export function seek(segment: Segment, seq: number): { readonly seq: number; readonly offset: number } {
  let low = 0
  let high = segment.marks.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const mark = segment.marks[middle]
    if (mark !== undefined && mark.seq <= seq) low = middle + 1
    else high = middle
  }
  return segment.marks[low - 1] ?? { seq: segment.firstSeq, offset: SEGMENT_HEADER_BYTES }
}
