import { type EventDraft, encodeEvent } from '@org/events'
import { allocateFrame, FRAME_HEADER_BYTES } from '../../src/wal/frame.ts'
import { createWal } from '../../src/wal/wal.ts'

/** A log that another node wrote, and the lines in it, from number 1 on. */
export interface ForeignLog {
  readonly directory: string
  readonly nodeId: string
  readonly lines: readonly string[]
}

/** Writes a log without a node around it: commits of 100 events. */
export async function foreignLog(
  directory: string,
  nodeId: string,
  drafts: readonly EventDraft[],
  segmentBytes = 1024 * 1024,
): Promise<ForeignLog> {
  const wal = createWal({ directory, segmentBytes })
  await wal.open()
  const lines = drafts.map((draft, index) => encodeEvent(index + 1, nodeId, draft))
  for (let from = 0; from < lines.length; from += 100) {
    const some = lines.slice(from, from + 100)
    const payload = Buffer.from(some.map((line) => `${line}\n`).join(''))
    const frame = allocateFrame(payload.length)
    payload.copy(frame, FRAME_HEADER_BYTES)
    const lastSeq = from + some.length
    await wal.append([{ frame, payloadBytes: payload.length, firstSeq: from + 1, lastSeq }])
  }
  await wal.close()
  return { directory, nodeId, lines }
}
