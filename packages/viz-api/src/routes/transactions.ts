import { type CursorError, jsonArray, type Page } from '@org/events'
import { type Answer, invalidParameters, jsonAnswer, problemAnswer } from '../http/answer.ts'
import type { VizApiPorts } from '../options.ts'
import type { RouteInput } from '../schema/route-table.ts'
import { toListQuery } from './list-query.ts'

/** Newest first, in short. */
export async function transactions(ports: VizApiPorts, input: RouteInput<'transactions'>): Promise<Answer> {
  return pageAnswer(await ports.models.transactions(toListQuery(input.query)))
}

/** Newest first, with body and features. */
export async function transactionDetails(
  ports: VizApiPorts,
  input: RouteInput<'transactionDetails'>,
): Promise<Answer> {
  return pageAnswer(await ports.models.transactionDetails(toListQuery(input.query)))
}

/** Everything known of one transaction. */
export async function transaction(ports: VizApiPorts, input: RouteInput<'transaction'>): Promise<Answer> {
  const { hash } = input.params
  const chainId = input.query.chain_id
  const record = await ports.models.transaction(hash, chainId)
  if (record !== null) return jsonAnswer(record)
  const where = chainId === undefined ? 'any chain' : `chain ${chainId}`
  return problemAnswer('not-found', `No event names transaction ${hash} on ${where}.`)
}

function pageAnswer(page: Page<unknown> | CursorError): Answer {
  if (page === 'bad_cursor') {
    const detail = 'is not one that this API gave in x-next-cursor'
    return invalidParameters([{ in: 'query', name: 'cursor', detail }])
  }
  const headers: Record<string, string> = page.nextCursor === null ? {} : { 'x-next-cursor': page.nextCursor }
  return jsonAnswer(jsonArray(page.rows), headers)
}
