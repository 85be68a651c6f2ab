/** Lists with cursors: one of another list is not taken for a place in this one. */
export type CursorList = 'tx' | 'gap'

const PLACE = /^(tx|gap):([1-9][0-9]{0,15})$/

/** The cursor behind a row at this place: pages go on strictly below it. */
export function encodeCursor(list: CursorList, place: number): string {
  return Buffer.from(`${list}:${place}`).toString('base64url')
}

/** The place of a cursor; `null` when this store did not make it for this list. */
export function decodeCursor(list: CursorList, cursor: string): number | null {
  const match = PLACE.exec(Buffer.from(cursor, 'base64url').toString('latin1'))
  const place = Number(match?.[2])
  if (match?.[1] !== list || !Number.isSafeInteger(place)) return null
  // Base64 has many spellings of the same bytes; only ours is a cursor.
  return encodeCursor(list, place) === cursor ? place : null
}
