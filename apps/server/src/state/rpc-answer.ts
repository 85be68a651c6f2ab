import { maskText } from '@org/events'
import { classifyError } from '@org/ingest'

/**
 * Why there is no result.
 * - `unreachable`: no endpoint answered at all.
 * - `unsupported`: no endpoint offers the method.
 * - `rate_limited`: asked too often.
 * - `behind`: the endpoint does not have the block, or not its state.
 * - `failed`: the call itself; what it says is in `code`, `message` and `data`.
 */
export type RpcFailureKind = 'unreachable' | 'unsupported' | 'rate_limited' | 'behind' | 'failed'

export interface RpcFailed {
  readonly ok: false
  readonly kind: RpcFailureKind
  /** Of the JSON-RPC error; 0 where there is none. */
  readonly code: number
  /** Without secrets, bounded. */
  readonly message: string
  readonly data: unknown
}

export type RpcAnswer = { readonly ok: true; readonly result: unknown } | RpcFailed

/** Geth, Erigon, Nethermind, Besu, Reth and gateways before them, of a block that they do not have yet or any more. */
const BEHIND =
  /\b(?:header|block|state|trie node|historical)\b.{0,60}\b(?:not (?:be )?(?:found|available|yet)|unavailable|pruned|missing)|\b(?:unknown|missing|pruned)\b.{0,20}\b(?:block|header|state|trie node)\b|\bbeyond (?:the )?(?:head|current head|latest)/i
/** What a contract says may sound like anything; it is the call's own result. */
const REVERT = /\brevert/i
const REVERT_CODE = 3

/** One entry of a JSON-RPC answer. */
export function readAnswer(entry: Readonly<Record<string, unknown>>): RpcAnswer {
  const { error } = entry
  if (error === undefined || error === null) return { ok: true, result: entry.result }
  const fields = isRecord(error) ? error : { message: error }
  const code = typeof fields.code === 'number' ? fields.code : 0
  const text = typeof fields.message === 'string' ? fields.message : ''
  return { ok: false, kind: kindOf(code, text, error), code, message: maskText(text), data: fields.data }
}

export function failedAnswer(kind: RpcFailureKind, message: string): RpcFailed {
  return { ok: false, kind, code: 0, message: maskText(message), data: undefined }
}

function kindOf(code: number, text: string, error: unknown): RpcFailureKind {
  if (code === REVERT_CODE || REVERT.test(text)) return 'failed'
  switch (classifyError(error)) {
    case 'unsupported':
      return 'unsupported'
    case 'rate_limited':
      return 'rate_limited'
    case 'too_large':
    case 'unknown':
      return BEHIND.test(text.slice(0, SEARCHED_CHARS)) ? 'behind' : 'failed'
  }
}

const SEARCHED_CHARS = 400

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
