import { setImmediate as turn } from 'node:timers/promises'
import type { Clock, Hash, ReplayedTransaction, ReplayPoint, ReplayQuery, ReplayReport } from '@org/events'
import { createLiveState, type LiveState } from '../memory/live-state.ts'
import { firstSorted } from './first-sorted.ts'
import { type LineSources, storedLines } from './stored-lines.ts'
import { takeLines } from './take-lines.ts'

/** What {@link replayEvents} reads and how far back. */
export interface ReplayOptions extends LineSources {
  /** First and last number that can be read. */
  readonly oldestSeq: number
  readonly latestSeq: number
  /** Bounds of the state, as of the node whose digests are to come out again. */
  readonly maxEvents: number
  readonly maxBytes: number
  readonly clock: Clock
  readonly signal?: AbortSignal
  /** Hears how far it is, every 256 events. */
  readonly onProgress?: (seq: number) => void
  /** One more point, where the range holds it. */
  readonly alsoAt?: number
}

/** Events between two breaths: about 2 ms. */
const SLICE = 256
/** Keys that are gathered between two breaths: about 2 ms. */
const GATHERED = 8_192
/** Transactions that a report lists; the totals count all. */
const MAX_LISTED = 5_000

/**
 * Reads stored events again and gives the state after each stride from `from` to `to`. It begins a whole window before
 * `from`, so that the states are those of the node itself; where retention has cut that off, the points say so.
 * @throws StorageError when stored events cannot be read; the reason of the signal.
 */
export async function replayEvents(query: ReplayQuery, options: ReplayOptions): Promise<ReplayReport> {
  const { oldestSeq, latestSeq, maxEvents, maxBytes, clock, signal, onProgress, alsoAt } = options
  const readFrom = Math.max(oldestSeq, query.from - maxEvents, 1)
  const state = createLiveState({ maxEvents, maxBytes, clock })
  const points: ReplayPoint[] = []
  let completeFrom: number | null = null
  let before: ReadonlySet<string> | null = query.from === 0 ? new Set() : null
  let sinceBreath = 0
  const breathe = async (): Promise<void> => {
    await turn()
    signal?.throwIfAborted()
  }

  for await (const run of storedLines(options, readFrom - 1, query.to, signal)) {
    for (const event of takeLines(state, run)) {
      const { seq } = event
      // Numbers that cannot be read end it again.
      if (!state.complete()) completeFrom = null
      else completeFrom ??= seq
      if (isPoint(seq, query) || (seq === alsoAt && seq >= query.from)) {
        points.push(pointOf(state, event.ingest_ts_unix_us))
      }
      // Later: `from` itself is not there.
      if (before === null && seq >= query.from) before = await gathered(state.models.pendingKeys(), breathe)
      sinceBreath += 1
      if (sinceBreath >= SLICE) {
        sinceBreath = 0
        onProgress?.(seq)
        await breathe()
      }
      if (seq >= query.to) break
    }
    if (state.window.lastSeq() >= query.to) break
  }
  const after = await gathered(state.models.pendingKeys(), breathe)
  const added = [...after].filter((key) => before?.has(key) === false)
  await breathe()
  const removed = [...(before ?? [])].filter((key) => !after.has(key))
  await breathe()
  return {
    latest_seq: latestSeq,
    oldest_seq: oldestSeq,
    read_from: readFrom,
    complete_from: completeFrom,
    points,
    added: listed(await firstSorted(added, MAX_LISTED, breathe)),
    removed: listed(await firstSorted(removed, MAX_LISTED, breathe)),
    added_total: added.length,
    removed_total: removed.length,
  }
}

function isPoint(seq: number, { from, to, stride }: ReplayQuery): boolean {
  return seq >= from && (seq === to || (seq - from) % stride === 0)
}

/** The state of this moment as a point. */
export function pointOf(state: LiveState, ingestTsUnixUs: number): ReplayPoint {
  const { seq, digest } = state.checkpoint()
  return {
    seq,
    ingest_ts_unix_us: ingestTsUnixUs,
    pending: state.models.pendingCount(),
    digest,
    complete: state.complete(),
  }
}

function listed(keys: readonly string[]): readonly ReplayedTransaction[] {
  return keys.map((key) => {
    const [chainId, hash] = key.split(':')
    return { chain_id: Number(chainId), tx_hash: hash as Hash } // as the table keyed it
  })
}

/** The state is the replay's own: it stays as it is between two breaths. */
async function gathered(keys: Iterable<string>, breathe: () => Promise<void>): Promise<ReadonlySet<string>> {
  const all = new Set<string>()
  for (const key of keys) {
    all.add(key)
    if (all.size % GATHERED === 0) await breathe()
  }
  return all
}
