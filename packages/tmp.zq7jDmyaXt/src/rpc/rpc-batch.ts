import { classifyError } from './classify-refusal.ts'
import { backoffHintMs } from './retry-after.ts'
import { rpcErrorText } from './rpc-answers.ts'
import { RpcFailure } from './rpc-failure.ts'
import type { RpcQuestion } from './rpc-port.ts'

/** What a node answered to one call of a batch. */
export type CallAnswer =
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly error: RpcFailure }

const NULL_ANSWER: CallAnswer = { ok: true, result: null }

/** The questions as one JSON-RPC text; the id of each is its index. */
export function encodeQuestions(questions: readonly RpcQuestion[]): string {
  return joinCalls(
    questions.map(({ method, params }, id) => JSON.stringify({ jsonrpc: '2.0', id, method, params })),
  )
}

/** A batch of one goes without the array: nodes with batches switched off answer it. */
export function joinCalls(calls: readonly string[]): string {
  return calls.length === 1 && calls[0] !== undefined ? calls[0] : `[${calls.join(',')}]`
}

/**
 * The answers in the order of the calls, whatever order the node chose; what it left out is an error of that call.
 *
 * A whole batch is refused in one of two shapes: an error that belongs to no call (an object or an array of one, its
 * id null), or, as Geth does it, an array with an error for the first call and nothing for the others.
 * @param count calls made, with the ids 0 … count - 1
 * @param where masked URL, for messages
 * @throws RpcFailure when the node refused the whole batch, or its answer is not JSON-RPC
 */
export function decodeBatch(answer: unknown, count: number, where: string): readonly CallAnswer[] {
  const replies: readonly unknown[] = Array.isArray(answer) ? answer : [answer]
  const answers: (CallAnswer | undefined)[] = new Array(count)
  let matched = 0
  let foreign: unknown
  let failure: RpcFailure | null = null
  let failureOf: unknown
  for (const reply of replies) {
    if (typeof reply !== 'object' || reply === null) continue
    const { id, result, error } = reply as Readonly<Record<string, unknown>> // an object of unknown fields
    const isError = error !== undefined && error !== null
    const index = indexOf(id)
    if (index < 0 || index >= count) {
      if (isError) foreign ??= error
      continue
    }
    if (answers[index] === undefined) matched++
    if (isError) {
      // Most often all calls fail for one reason: one error is made for them.
      if (failure === null || !sameError(failureOf, error)) {
        failure = callFailure(error, `call of a batch of ${count} at ${where}`)
        failureOf = error
      }
      answers[index] = { ok: false, error: failure }
    } else answers[index] = result === null || result === undefined ? NULL_ANSWER : { ok: true, result }
  }
  if (matched === 0) {
    if (foreign !== undefined) throw callFailure(foreign, `batch of ${count} at ${where}`)
    const sample = String(JSON.stringify(answer)).slice(0, 80)
    throw new RpcFailure('bad_response', `batch of ${count} at ${where}: not a batch answer: ${sample}`)
  }
  const first = answers[0]
  if (matched === 1 && count > 1 && first?.ok === false) {
    throw new RpcFailure(first.error.kind, `batch of ${count} at ${where}: ${rpcErrorText(failureOf)}`, {
      retryAfterMs: first.error.retryAfterMs,
    })
  }
  return matched === count ? (answers as CallAnswer[]) : withoutHoles(answers, count, where) // none is undefined
}

/** What was left out gets the reason of those that were refused for their size or rate, if there are any. */
function withoutHoles(
  answers: readonly (CallAnswer | undefined)[],
  count: number,
  where: string,
): readonly CallAnswer[] {
  const limit = answers.find((answer) => answer?.ok === false && isAboutAmount(answer.error, count, false))
  const missing: CallAnswer = limit ?? {
    ok: false,
    error: new RpcFailure('refused', `call of a batch of ${count} at ${where}: left out of the answer`),
  }
  return Array.from({ length: count }, (_, i) => answers[i] ?? missing)
}

/**
 * True when the amount was refused and not the call: it may be made again, slower or in a smaller batch. A batch that
 * was refused as a whole for no known reason may have been too large; a single call cannot be divided.
 * @param whole the batch got one refusal instead of answers
 */
export function isAboutAmount(error: RpcFailure, batchSize: number, whole: boolean): boolean {
  switch (error.kind) {
    case 'rate_limited':
      return true
    case 'too_large':
      return batchSize > 1
    case 'refused':
      return batchSize > 1 && whole
    case 'aborted':
    case 'transport':
    case 'status':
    case 'unsupported':
    case 'bad_response':
      return false
  }
}

function callFailure(error: unknown, attempted: string): RpcFailure {
  const told = classifyError(error)
  const kind = told === 'unknown' ? 'refused' : told
  const retryAfterMs = kind === 'rate_limited' ? backoffHintMs(error) : null
  return new RpcFailure(kind, `${attempted}: ${rpcErrorText(error)}`, { retryAfterMs })
}

/** Ids are sent as numbers; some proxies give them back as text. */
function indexOf(id: unknown): number {
  if (typeof id === 'number' && Number.isInteger(id)) return id
  return typeof id === 'string' && /^\d{1,9}$/.test(id) ? Number(id) : -1
}

function sameError(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null) return false
  return 'message' in a && 'message' in b && a.message === b.message && codeOf(a) === codeOf(b)
}

function codeOf(error: object): unknown {
  return 'code' in error ? error.code : undefined
}
