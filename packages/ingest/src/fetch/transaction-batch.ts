import type { Hash } from '@org/events'
import { IngestError } from '../errors.ts'
import { rpcErrorText } from '../rpc-answers.ts'

/** Answer for one hash of a batch. */
export type BatchItem =
  | { readonly kind: 'body'; readonly body: unknown }
  | { readonly kind: 'null' }
  | { readonly kind: 'error'; readonly message: string }

const NULL_ITEM: BatchItem = { kind: 'null' }
const MISSING_ITEM: BatchItem = { kind: 'error', message: 'no answer for this hash in the batch' }

/** One JSON-RPC batch that asks for the transactions; the id of each request is its index. */
export function encodeBatch(hashes: readonly Hash[]): string {
  let body = '['
  for (let i = 0; i < hashes.length; i++) {
    body += `${i === 0 ? '' : ','}{"jsonrpc":"2.0","id":${i},"method":"eth_getTransactionByHash","params":["${hashes[i]}"]}`
  }
  return `${body}]`
}

/**
 * The answers in the order of the requests, whatever order the node chose; what it left out is an error of that item.
 * @param count hashes asked for
 * @param where masked URL, for messages
 * @throws IngestError `RPC_FAILED` when the node answered the whole batch with one error, `RPC_BAD_RESPONSE` when the
 * answer is not a JSON-RPC batch.
 */
export function decodeBatch(answer: unknown, count: number, where: string): BatchItem[] {
  const replies = Array.isArray(answer) ? answer : [answer]
  const items = new Array<BatchItem>(count).fill(MISSING_ITEM)
  let matched = 0
  let refusal: unknown
  for (const reply of replies) {
    if (typeof reply !== 'object' || reply === null) continue
    const { id, result, error } = reply as Readonly<Record<string, unknown>> // an object of unknown fields
    const isError = error !== undefined && error !== null
    if (typeof id !== 'number' || !Number.isInteger(id) || id < 0 || id >= count) {
      if (isError) refusal = error
      continue
    }
    matched++
    if (isError) items[id] = { kind: 'error', message: rpcErrorText(error) }
    else items[id] = result === null || result === undefined ? NULL_ITEM : { kind: 'body', body: result }
  }
  if (matched > 0) return items
  if (refusal !== undefined) {
    throw new IngestError('RPC_FAILED', `batch of ${count} at ${where}: ${rpcErrorText(refusal)}`, {
      retryable: true,
    })
  }
  const sample = String(JSON.stringify(answer)).slice(0, 80)
  throw new IngestError('RPC_BAD_RESPONSE', `batch of ${count} at ${where}: not a batch answer: ${sample}`, {
    retryable: true,
  })
}
