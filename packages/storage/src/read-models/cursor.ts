const PREFIX = 'tx:'
const PLACE = /^tx:([1-9][0-9]{0,15})$/

/** The cursor behind a row at this place: pages go on strictly below it. */
export function encodeCursor(place: number): string {
  return Buffer.from(`${PREFIX}${place}`).toString('base64url')
}

/** The place of a cursor; `null` when this store did not make it. */
export function decodeCursor(cursor: string): number | null {
  const match = PLACE.exec(Buffer.from(cursor, 'base64url').toString('latin1'))
  const place = Number(match?.[1])
  if (!Number.isSafeInteger(place)) return null
  // Base64 has many spellings of the same bytes; only ours is a cursor.
  return encodeCursor(place) === cursor ? place : null
}
