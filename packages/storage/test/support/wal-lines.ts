import { allocateFrame, FRAME_HEADER_BYTES } from '../../src/wal/frame.ts'
import type { Wal } from '../../src/wal/wal.ts'

/** The line that stands for an event in tests of the log, which does not look into lines. */
export function testLine(seq: number, width = 20): string {
  return `${String(seq).padStart(width, '.')}é`
}

/** A commit of `count` lines of the given width. */
export function commitOf(
  firstSeq: number,
  count: number,
  width?: number,
): Parameters<Wal['append']>[0][number] {
  const lines = Array.from({ length: count }, (_, index) => `${testLine(firstSeq + index, width)}\n`).join('')
  const payloadBytes = Buffer.byteLength(lines)
  const frame = allocateFrame(payloadBytes)
  frame.write(lines, FRAME_HEADER_BYTES)
  return { frame, payloadBytes, firstSeq, lastSeq: firstSeq + count - 1 }
}

/** Appends one commit of `count` lines of the given width. */
export async function appendLines(wal: Wal, firstSeq: number, count: number, width?: number): Promise<void> {
  await wal.append([commitOf(firstSeq, count, width)])
}

/** Every line from a number on; the first may belong to an earlier number of the same commit. */
export async function readLines(wal: Pick<Wal, 'frames'>, fromSeq: number): Promise<string[]> {
  const lines: string[] = []
  for await (const frame of wal.frames(fromSeq)) {
    const all = frame.payload.toString('utf8').split('\n').slice(0, -1)
    if (all.length !== frame.count) throw new Error(`${all.length} lines in a frame of ${frame.count}`)
    lines.push(...all.slice(Math.max(0, fromSeq - frame.firstSeq)))
  }
  return lines
}
