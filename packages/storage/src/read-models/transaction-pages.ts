import type { CursorError, Json, ListQuery, Page } from '@org/events'
import { decodeCursor, encodeCursor } from './cursor.ts'
import type { HistoryReader } from './history.ts'
import { foldHistory } from './history-fold.ts'
import type { LineSource } from './line-source.ts'
import type { TransactionEntry } from './transaction-entry.ts'
import type { TransactionTable } from './transaction-table.ts'

interface PlacedRow<Row> {
  readonly place: number
  readonly json: Json<Row>
}

/**
 * One page of transactions, newest first: from memory down to what memory holds completely, then from the history.
 * A transaction stands at its latest first sighting in both, so the border neither hides nor repeats one.
 */
export async function transactionPage<Row>(
  table: TransactionTable,
  history: HistoryReader | undefined,
  query: ListQuery,
  lines: LineSource,
  encode: (entry: TransactionEntry, lines: LineSource) => Json<Row>,
  signal?: AbortSignal,
): Promise<Page<Row> | CursorError> {
  const before = query.cursor === undefined ? Number.MAX_SAFE_INTEGER : decodeCursor('tx', query.cursor)
  if (before === null) return 'bad_cursor'
  // One more than asked for tells whether anything follows.
  const wanted = query.limit + 1
  const rows: PlacedRow<Row>[] = []
  for (const entry of table.below(before, query.chainId)) {
    rows.push({ place: entry.place, json: encode(entry, lines) })
    if (rows.length === wanted) break
  }
  const floor = table.floor()
  if (rows.length < wanted && history !== undefined && floor > 1) {
    await addOlder(rows, wanted, Math.min(before, floor), table, history, query, encode, signal)
  }
  const last = rows.length > query.limit ? rows[query.limit - 1] : undefined
  return {
    rows: rows.slice(0, query.limit).map((row) => row.json),
    nextCursor: last === undefined ? null : encodeCursor('tx', last.place),
  }
}

async function addOlder<Row>(
  rows: PlacedRow<Row>[],
  wanted: number,
  from: number,
  table: TransactionTable,
  history: HistoryReader,
  query: ListQuery,
  encode: (entry: TransactionEntry, lines: LineSource) => Json<Row>,
  signal: AbortSignal | undefined,
): Promise<void> {
  let before = from
  while (rows.length < wanted) {
    const asked = wanted - rows.length
    const sightings = await history.firstSightingsBefore(before, asked, query.chainId, signal)
    const folded = await foldHistory(
      history,
      sightings.map((sighting) => sighting.txHash),
      signal,
    )
    for (const sighting of sightings) {
      const entry = folded.get(sighting.txHash, sighting.chainId)
      // Seen first once more since then: it stands further up, in the history or in memory that is ahead of it.
      const movedUp =
        entry?.place !== sighting.seq || table.get(sighting.txHash, sighting.chainId) !== undefined
      if (entry !== undefined && !movedUp) {
        rows.push({ place: sighting.seq, json: encode(entry, folded.lines) })
      }
    }
    const last = sightings.at(-1)
    if (last === undefined || sightings.length < asked) return
    before = last.seq
  }
}
