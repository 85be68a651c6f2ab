import { type CursorError, jsonArray, type Page } from '@org/events'
import { type Answer, invalidParameters, jsonAnswer } from './answer.ts'

/** A page of encoded rows with the cursor of the next, or 400 for a cursor that is none. */
export function pageAnswer(page: Page<unknown> | CursorError): Answer {
  if (page === 'bad_cursor') {
    const detail = 'is not one that this API gave in x-next-cursor'
    return invalidParameters([{ in: 'query', name: 'cursor', detail }])
  }
  const headers: Record<string, string> = page.nextCursor === null ? {} : { 'x-next-cursor': page.nextCursor }
  return jsonAnswer(jsonArray(page.rows), headers)
}
