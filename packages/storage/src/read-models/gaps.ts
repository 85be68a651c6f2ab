import type { DraftOf, EventDraft, GapRow } from '@org/events'
import { createTimeline } from './timeline.ts'

/**
 * The newest gaps, as their latest events left them. There are few of them and each is small, so, unlike what the
 * other views hold, they stay when the lines of their events leave memory.
 */
export interface Gaps {
  apply(seq: number, draft: DraftOf<'GapOpened'> | DraftOf<'GapClosed'>): void
  /** Events before this number were not seen: somebody else may know of gaps that they opened. */
  beginAt(seq: number): void
  /** By the event that opened them, newest first, below a place. */
  below(place: number): Generator<GapRow, void, undefined>
  /** Every gap that an event from this number on opened is held. */
  floor(): number
  /** What memory knows of a gap; `seq` is 0 where it does not know which event opened it. */
  known(row: GapKey): GapRow | undefined
  /** Ids of gaps that were opened before memory began, or that left it, and of which it heard later. */
  changed(): readonly string[]
}

/** A question about older gaps names them all. */
const MOST_LATE = 1_000

type GapKey = Pick<GapRow, 'chain_id' | 'source_id' | 'gap_id'>

interface Held {
  row: GapRow
}

/** @param capacity gaps that are held, at least 1; the oldest leave. */
export function createGaps(capacity: number): Gaps {
  const listed = new Map<string, Held>()
  // Places do not change, so that a walk through pages neither skips nor repeats a gap that closes meanwhile.
  const timeline = createTimeline<Held>((held) => held.row.seq)
  const late = new Map<string, GapRow>()
  let floor = 1

  function dropOldest(): void {
    floor = Math.max(floor, timeline.oldestPlace() + 1)
    const oldest = timeline.shift()
    if (oldest === undefined) return
    const key = keyOf(oldest.row)
    listed.delete(key)
    // Whoever knows older gaps may not have heard yet how this one went on.
    if (oldest.row.latest_seq > oldest.row.seq) noteLate(key, oldest.row)
  }

  function noteLate(key: string, row: GapRow): void {
    late.delete(key)
    late.set(key, row)
    if (late.size > Math.min(capacity, MOST_LATE)) late.delete(late.keys().next().value ?? key)
  }

  return {
    apply(seq, draft) {
      const key = keyOf({ ...draft, gap_id: draft.data.gap_id })
      const known = listed.get(key)
      if (known !== undefined) {
        known.row = rowOf(known.row.seq, seq, draft)
      } else if (draft.kind === 'GapClosed') {
        noteLate(key, rowOf(0, seq, draft))
      } else {
        const opened = { row: rowOf(seq, seq, draft) }
        listed.set(key, opened)
        timeline.push(opened)
        while (timeline.size > capacity) dropOldest()
      }
    },
    beginAt(seq) {
      floor = seq
    },
    *below(place) {
      for (const { row } of timeline.below(place)) {
        if (row.seq < floor) return
        yield row
      }
    },
    floor: () => floor,
    known(row) {
      const key = keyOf(row)
      return listed.get(key)?.row ?? late.get(key)
    },
    changed: () => [...late.values()].map((row) => row.gap_id),
  }
}

function keyOf(row: GapKey): string {
  return `${row.chain_id} ${row.gap_id} ${row.source_id}`
}

function rowOf(
  seq: number,
  latestSeq: number,
  draft: Extract<EventDraft, { kind: 'GapOpened' | 'GapClosed' }>,
): GapRow {
  const { gap_id, cause, from_us, to_us, backfilled } = draft.data
  return {
    seq,
    chain_id: draft.chain_id,
    source_id: draft.source_id,
    gap_id,
    cause,
    state: draft.kind === 'GapOpened' ? 'open' : 'closed',
    from_us,
    to_us,
    backfilled,
    latest_seq: latestSeq,
  }
}
