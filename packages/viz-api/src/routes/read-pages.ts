import { setImmediate as turn } from 'node:timers/promises'
import type { CursorError, Json, ListQuery, Page } from '@org/events'
import type { RequestContext } from './handlers.ts'

/** Rows that are read in one go: about 3 ms of the largest kind. */
const SLICE = 250

/**
 * A page of any length, read in slices between which others get their turn: pages go on where the last one ended, so it
 * is the same as read at once.
 */
export async function readPages<Row>(
  query: ListQuery,
  read: (query: ListQuery, signal: AbortSignal) => Promise<Page<Row> | CursorError>,
  context: RequestContext,
): Promise<Page<Row> | CursorError> {
  const rows: Json<Row>[] = []
  let cursor = query.cursor
  for (;;) {
    const limit = Math.min(SLICE, query.limit - rows.length)
    const asked = { ...query, limit, ...(cursor === undefined ? {} : { cursor }) }
    const page = await read(asked, context.signal)
    if (page === 'bad_cursor') return page
    let bytes = 0
    for (const row of page.rows) {
      bytes += row.length
      rows.push(row)
    }
    context.hold(bytes)
    const isLast = page.rows.length < limit || rows.length >= query.limit
    if (isLast || page.nextCursor === null) return { rows, nextCursor: page.nextCursor }
    cursor = page.nextCursor
    await turn()
  }
}
