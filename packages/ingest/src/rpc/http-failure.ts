import { classifyError, classifyText, type Refusal } from './classify-refusal.ts'
import { backoffHintMs, parseRetryAfter } from './retry-after.ts'
import { RpcFailure } from './rpc-failure.ts'

/** An HTTP answer whose status is not 2xx. */
export interface HttpRefusal {
  readonly status: number
  readonly retryAfter: unknown
  readonly text: string
  /** Masked URL, for messages. */
  readonly where: string
}

const READ_CHARS = 2000
const SHOWN_CHARS = 120

/**
 * Reads a refusal by its status, and by its body where the status says little: proxies answer an over-long batch with
 * 400 or 500 and words, an unknown method with 400 and a JSON-RPC error.
 * @param nowUnixMs wall clock, for `Retry-After`
 */
export function httpFailure(refusal: HttpRefusal, nowUnixMs: number): RpcFailure {
  const { status, where } = refusal
  const text = refusal.text.slice(0, READ_CHARS)
  const error = errorObject(text)
  const shown = text.trim() === '' ? '' : `: ${JSON.stringify(text.trim().slice(0, SHOWN_CHARS))}`
  const message = `request to ${where}: HTTP status ${status}${shown}`
  const retryAfterMs = parseRetryAfter(refusal.retryAfter, nowUnixMs) ?? backoffHintMs(error)

  if (status === 413) return new RpcFailure('too_large', message)
  if (status === 429 || (status === 503 && retryAfterMs !== null)) {
    return new RpcFailure('rate_limited', message, { retryAfterMs })
  }
  const told: Refusal = error === null ? classifyText(text) : classifyError(error)
  switch (told) {
    case 'too_large':
    case 'unsupported':
      return new RpcFailure(told, message)
    case 'rate_limited':
      return new RpcFailure(told, message, { retryAfterMs })
    case 'unknown':
      // What we send is well-formed: most likely it is the batch that is not taken.
      if (status === 400 || status === 422) return new RpcFailure('refused', message)
      return new RpcFailure('status', message, {
        retryable: status >= 500 || status === 408 || status === 425,
      })
  }
}

/** The first JSON-RPC error of a body, if it is one. */
function errorObject(text: string): unknown {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return null
  }
  const reply: unknown = Array.isArray(parsed) ? parsed[0] : parsed
  return typeof reply === 'object' && reply !== null && 'error' in reply ? reply.error : null
}
