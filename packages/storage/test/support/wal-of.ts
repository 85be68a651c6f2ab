import { encodeEvent, type StoredEvent } from '@org/events'
import { allocateFrame, FRAME_HEADER_BYTES } from '../../src/wal/frame.ts'
import { createWal, type Wal } from '../../src/wal/wal.ts'
import { createMemoryFileSystem } from './memory-file-system.ts'

export const lineOf = (event: StoredEvent) => encodeEvent(event.seq, event.node_id, event)

/** A log of the events in commits of the given sizes, each a segment; `retain` deletes whatever it is allowed to. */
export async function walOf(events: readonly StoredEvent[], sizes: readonly number[]): Promise<Wal> {
  const wal = createWal({
    directory: '/wal',
    fs: createMemoryFileSystem(),
    segmentBytes: 1,
    retentionBytes: 0,
  })
  await wal.open()
  let from = 0
  for (let turn = 0; from < events.length; turn += 1) {
    const commit = events.slice(from, from + (sizes[turn % sizes.length] ?? 1))
    await appendTo(wal, commit)
    from += commit.length
  }
  return wal
}

/** Appends the events as one commit. */
export async function appendTo(wal: Wal, commit: readonly StoredEvent[]): Promise<void> {
  const payload = Buffer.from(commit.map((event) => `${lineOf(event)}\n`).join(''))
  const frame = allocateFrame(payload.length)
  payload.copy(frame, FRAME_HEADER_BYTES)
  const firstSeq = commit[0]?.seq ?? 0
  const lastSeq = firstSeq + commit.length - 1
  await wal.append([{ frame, payloadBytes: payload.length, firstSeq, lastSeq }])
}
