import type { ListQuery } from '@org/events'
import { type Answer, jsonAnswer, problemAnswer } from '../http/answer.ts'
import { pageAnswer } from '../http/page-answer.ts'
import type { VizApiPorts } from '../options.ts'
import type { RouteInput } from '../schema/route-table.ts'
import type { RequestContext } from './handlers.ts'
import { toListQuery } from './list-query.ts'
import { readPages } from './read-pages.ts'

/** Newest first, in short. */
export async function transactions(
  { models }: VizApiPorts,
  { query }: RouteInput<'transactions'>,
  { signal }: RequestContext,
): Promise<Answer> {
  return pageAnswer(await models.transactions(toListQuery(query), signal))
}

/** Newest first, with body and features. */
export async function transactionDetails(
  { models }: VizApiPorts,
  { query }: RouteInput<'transactionDetails'>,
  context: RequestContext,
): Promise<Answer> {
  const read = (asked: ListQuery, signal: AbortSignal) => models.transactionDetails(asked, signal)
  return pageAnswer(await readPages(toListQuery(query), read, context))
}

/** Everything known of one transaction. */
export async function transaction(
  ports: VizApiPorts,
  input: RouteInput<'transaction'>,
  signal: AbortSignal,
): Promise<Answer> {
  const { hash } = input.params
  const chainId = input.query.chain_id
  const record = await ports.models.transaction(hash, chainId, signal)
  if (record !== null) return jsonAnswer(record)
  const where = chainId === undefined ? 'any chain' : `chain ${chainId}`
  return problemAnswer('not-found', `No event names transaction ${hash} on ${where}.`)
}
