import { type Answer, jsonAnswer, problemAnswer } from '../http/answer.ts'
import { pageAnswer } from '../http/page-answer.ts'
import type { VizApiPorts } from '../options.ts'
import type { RouteInput } from '../schema/route-table.ts'
import { toListQuery } from './list-query.ts'

/** Newest first, in short. */
export async function transactions(
  ports: VizApiPorts,
  input: RouteInput<'transactions'>,
  signal: AbortSignal,
): Promise<Answer> {
  return pageAnswer(await ports.models.transactions(toListQuery(input.query), signal))
}

/** Newest first, with body and features. */
export async function transactionDetails(
  ports: VizApiPorts,
  input: RouteInput<'transactionDetails'>,
  signal: AbortSignal,
): Promise<Answer> {
  return pageAnswer(await ports.models.transactionDetails(toListQuery(input.query), signal))
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
