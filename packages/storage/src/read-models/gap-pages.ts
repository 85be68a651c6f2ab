import { type CursorError, type GapQuery, type GapRow, type Page, toJson } from '@org/events'
import { decodeCursor, encodeCursor } from './cursor.ts'
import type { Gaps } from './gaps.ts'
import type { HistoryReader } from './history.ts'

/**
 * One page of gaps by the events that opened them, newest first: from memory down to where that begins, then from the
 * history, with what memory knows of them since.
 */
export async function gapPage(
  gaps: Gaps,
  history: HistoryReader | undefined,
  query: GapQuery,
  signal?: AbortSignal,
): Promise<Page<GapRow> | CursorError> {
  const before = query.cursor === undefined ? Number.MAX_SAFE_INTEGER : decodeCursor('gap', query.cursor)
  if (before === null) return 'bad_cursor'
  // One more than asked for tells whether anything follows.
  const wanted = query.limit + 1
  const rows: GapRow[] = []
  for (const row of gaps.below(before)) {
    if (matches(row, query)) rows.push(row)
    if (rows.length === wanted) break
  }
  const floor = gaps.floor()
  if (rows.length < wanted && history !== undefined && floor > 1) {
    await addOlder(rows, wanted, Math.min(before, floor), gaps, history, query, signal)
  }
  const last = rows.length > query.limit ? rows[query.limit - 1] : undefined
  return {
    rows: rows.slice(0, query.limit).map(toJson),
    nextCursor: last === undefined ? null : encodeCursor('gap', last.seq),
  }
}

function matches(row: GapRow, { chainId, sourceId, after = 0 }: GapQuery): boolean {
  if (chainId !== undefined && row.chain_id !== chainId) return false
  if (sourceId !== undefined && row.source_id !== sourceId) return false
  return row.latest_seq > after
}

async function addOlder(
  rows: GapRow[],
  wanted: number,
  from: number,
  gaps: Gaps,
  history: HistoryReader,
  query: GapQuery,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { chainId, sourceId, after = 0 } = query
  let before = from
  while (rows.length < wanted) {
    const limit = wanted - rows.length
    const older = await history.gapsBefore(
      {
        before,
        limit,
        after,
        changed: gaps.changed(),
        ...(chainId === undefined ? {} : { chainId }),
        ...(sourceId === undefined ? {} : { sourceId }),
      },
      signal,
    )
    for (const stored of older) {
      const known = gaps.known(stored)
      // Opened again since then: it stands further up.
      if (known !== undefined && known.seq >= gaps.floor()) continue
      const isNewer = known !== undefined && known.latest_seq > stored.latest_seq
      const row = isNewer ? { ...known, seq: stored.seq } : stored
      if (matches(row, query)) rows.push(row)
    }
    const last = older.at(-1)
    if (last === undefined || older.length < limit) return
    before = last.seq
  }
}
