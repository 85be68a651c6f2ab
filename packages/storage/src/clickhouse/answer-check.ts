import type { Readable } from 'node:stream'

type Headers = Readonly<Record<string, unknown>>

/** ClickHouse puts it on every answer to a statement. */
const QUERY_ID = 'x-clickhouse-query-id'
/** More of an answer that should be empty is not read. */
const BODY_LIMIT = 4_096

/**
 * Refuses an answer that is not from ClickHouse, whatever its status: taken for one, a page of a proxy would be a
 * stored batch, or a database without events.
 * @throws Error
 */
export function checkAnswer(headers: Headers | undefined): void {
  if (headers?.[QUERY_ID] !== undefined) return
  throw new Error('the answer is not from ClickHouse: it has no X-ClickHouse-Query-Id')
}

/**
 * Reads the answer of an INSERT, which is empty when all of it was done: a failure after the head was sent stands in
 * the body.
 * @throws Error with what stands there
 */
export async function checkEmpty(body: Readable): Promise<void> {
  let text = ''
  for await (const chunk of body) if (text.length < BODY_LIMIT) text += String(chunk)
  if (text.trim() !== '') throw new Error(text.slice(0, BODY_LIMIT).trim())
}
