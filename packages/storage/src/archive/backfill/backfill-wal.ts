import { StorageError } from '../../errors.ts'
import type { ReadOnlyWal } from '../../wal/read-only.ts'
import { readWalRange } from '../../wal-lines.ts'
import type { BackfillTally } from './backfill-tally.ts'
import type { BackfillTarget } from './backfill-target.ts'
import type { NumberedLine } from './fill-gaps.ts'

/** Chunks end at multiples of this: an interrupted run and the next cut alike, so that their tokens are the same. */
const CHUNK_EVENTS = 20_000
const CHUNK_BYTES = 32 * 1024 * 1024
const LINE_HEAD = /^\{"seq":\d+,"node_id":("(?:[^"\\]|\\.)*")/
const TIME = /,"ingest_ts_unix_us":(\d+)/

export interface BackfillWalOptions {
  readonly wal: ReadOnlyWal
  readonly target: BackfillTarget
  readonly tally: BackfillTally
  readonly fromSeq: number
  readonly toSeq: number
  /** Events before this time are left out, in Unix microseconds. */
  readonly oldestUs: number
  readonly signal: AbortSignal
  /** After each chunk. */
  readonly report: () => void
}

/** Brings what a log holds and ClickHouse lacks into ClickHouse, chunk by chunk, in order. */
export async function backfillWal(options: BackfillWalOptions): Promise<void> {
  const { wal, target, tally, signal, report } = options
  const nodeId = await nodeOf(wal)
  if (nodeId === null) return
  const last = Math.min(options.toSeq, wal.lastSeq)
  let next = wal.nextHeld(options.fromSeq)
  while (next !== null && next <= last && !signal.aborted) {
    const end = Math.min(last, Math.ceil(next / CHUNK_EVENTS) * CHUNK_EVENTS)
    if ((await target.countStored(nodeId, next, end)) === end - next + 1) {
      tally.add({ events: end - next + 1, alreadyStored: end - next + 1 })
      next = wal.nextHeld(end + 1)
    } else {
      const range = await readWalRange(wal, next, end, CHUNK_BYTES)
      if (range === null)
        throw new StorageError('EVENTS_MISSING', `event ${next} is no longer in the log`, { retryable: true })
      await fillChunk(nodeId, linesOf(range.firstSeq, range.bytes), options)
      next = wal.nextHeld(range.lastSeq + 1)
    }
    report()
  }
}

async function fillChunk(
  nodeId: string,
  lines: readonly NumberedLine[],
  { target, tally, oldestUs }: BackfillWalOptions,
): Promise<void> {
  const kept = lines.filter(({ line }) => Number(TIME.exec(line)?.[1] ?? 0) >= oldestUs)
  const before = tally.counts().refused
  const inserted = await target.fill(nodeId, kept, tally.refuse)
  const refused = tally.counts().refused - before
  tally.add({
    events: lines.length,
    inserted,
    expired: lines.length - kept.length,
    alreadyStored: kept.length - inserted - refused,
  })
}

/** The node that numbered the log. */
async function nodeOf(wal: ReadOnlyWal): Promise<string | null> {
  if (wal.firstSeq === null) return null
  for await (const frame of wal.frames(wal.firstSeq)) {
    const name = LINE_HEAD.exec(frame.payload.toString('utf8', 0, frame.payload.indexOf(0x0a)))?.[1]
    if (name !== undefined) return String(JSON.parse(name))
    break
  }
  throw new StorageError(
    'ARCHIVE_FILE',
    'the lines of the write-ahead log do not name the node that numbered them',
    {
      retryable: false,
    },
  )
}

function linesOf(firstSeq: number, bytes: Uint8Array): readonly NumberedLine[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
  return text
    .split('\n')
    .slice(0, -1)
    .map((line, index) => ({ seq: firstSeq + index, line }))
}
