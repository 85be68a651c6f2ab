import { readText } from '../source-file.ts'
import type { BackfillTally } from './backfill-tally.ts'
import type { BackfillTarget } from './backfill-target.ts'
import { fileEvents } from './event-lines-file.ts'
import type { NumberedLine } from './fill-gaps.ts'

const CHUNK_EVENTS = 20_000
const CHUNK_CHARS = 32 * 1024 * 1024

export interface BackfillFilesOptions {
  readonly files: readonly string[]
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

/** Brings the events of files into ClickHouse; their order does not matter, and each goes once. */
export async function backfillFiles(options: BackfillFilesOptions): Promise<void> {
  const { files, tally, fromSeq, toSeq, oldestUs, signal } = options
  for (const file of files) {
    /** Lines by node and number, so that each comes once and in order. */
    let chunk = new Map<string, Map<number, string>>()
    let events = 0
    let chars = 0
    for await (const event of fileEvents(readText(file))) {
      if ('problem' in event) {
        tally.unreadable(`${file}:${event.place}`, event.problem)
        continue
      }
      const { seq, nodeId, timeUs, line } = event
      if (seq < fromSeq || seq > toSeq) continue
      if (timeUs < oldestUs) {
        tally.add({ events: 1, expired: 1 })
        continue
      }
      const ofNode = chunk.get(nodeId) ?? new Map<number, string>()
      chunk.set(nodeId, ofNode)
      // The same event twice is stored once: the second is there already.
      if (ofNode.has(seq)) tally.add({ events: 1, alreadyStored: 1 })
      ofNode.set(seq, line)
      events += 1
      chars += line.length
      if (events < CHUNK_EVENTS && chars < CHUNK_CHARS) continue
      await fillChunk(chunk, options)
      if (signal.aborted) return
      chunk = new Map()
      events = 0
      chars = 0
    }
    await fillChunk(chunk, options)
    if (signal.aborted) return
  }
}

async function fillChunk(
  chunk: ReadonlyMap<string, ReadonlyMap<number, string>>,
  { target, tally, report }: BackfillFilesOptions,
): Promise<void> {
  for (const [nodeId, bySeq] of chunk) {
    const lines: NumberedLine[] = [...bySeq]
      .map(([seq, line]) => ({ seq, line }))
      .sort((a, b) => a.seq - b.seq)
    const before = tally.counts().refused
    const inserted = await target.fill(nodeId, lines, tally.refuse)
    const refused = tally.counts().refused - before
    tally.add({ events: lines.length, inserted, alreadyStored: lines.length - inserted - refused })
  }
  report()
}
