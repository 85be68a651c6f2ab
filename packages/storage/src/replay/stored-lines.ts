import type { EventArchive } from '../event-archive.ts'
import type { Wal } from '../wal/wal.ts'
import { offsetOfLine } from '../wal-lines.ts'

/** Consecutive lines as they are stored. */
export interface LineRun {
  /** Lines from `start` on, each ended by a line feed. May be kept. */
  readonly buffer: Buffer
  readonly start: number
}

/** Where stored lines are read from. */
export interface LineSources {
  readonly wal: Pick<Wal, 'frames' | 'nextHeld'>
  /** ClickHouse; `null` while it cannot be read. */
  readonly archive: EventArchive | null
}

/** Events of one question to ClickHouse. */
const PAGE = 20_000

/**
 * The stored lines strictly after `after`, up to `upTo` (the last run may hold more): from the write-ahead log, what
 * that no longer holds from ClickHouse. Numbers that neither holds are passed over.
 * @throws StorageError when a place that should hold them cannot be read; the reason of the signal.
 */
export async function* storedLines(
  sources: LineSources,
  after: number,
  upTo: number,
  signal?: AbortSignal,
): AsyncGenerator<LineRun, void, undefined> {
  const { wal, archive } = sources
  let next = after + 1
  while (next <= upTo) {
    const began = next
    for await (const frame of wal.frames(next)) {
      yield { buffer: frame.payload, start: offsetOfLine(frame.payload, next - frame.firstSeq) }
      next = frame.firstSeq + frame.count
      if (next > upTo) return
    }
    if (next > began) continue
    const held = wal.nextHeld(next) ?? upTo + 1
    if (archive !== null && held > next) {
      const page = await archive.readAfter(next - 1, Math.min(upTo, held - 1), PAGE, undefined, signal)
      if (page.events.length > 0) {
        yield { buffer: Buffer.from(page.events.map((event) => `${event.line}\n`).join('')), start: 0 }
      }
      if (page.nextAfter >= next) {
        next = page.nextAfter + 1
        continue
      }
    }
    next = Math.max(held, next + 1)
  }
}
