import { IngestError, type IngestErrorCode } from '../errors.ts'

/**
 * Why there is no answer. `aborted` by the caller · `transport`: no connection, cut, timed out · `status`: an HTTP
 * status that says no more · `rate_limited`: slower · `too_large`: fewer calls at once · `refused`: a JSON-RPC error,
 * or HTTP 400 or 422, that says nothing we know · `unsupported`: the node does not know the method · `bad_response`:
 * not JSON-RPC.
 */
export type RpcFailureKind =
  | 'aborted'
  | 'transport'
  | 'status'
  | 'rate_limited'
  | 'too_large'
  | 'refused'
  | 'unsupported'
  | 'bad_response'

export interface RpcFailureOptions {
  /** @default by kind: `aborted` and `unsupported` are not */
  readonly retryable?: boolean
  /** How long the node asks to be left alone, milliseconds. @default null, it did not say */
  readonly retryAfterMs?: number | null
  readonly cause?: unknown
}

/** A request or one call of it that got no answer, and what that says about the endpoint. */
export class RpcFailure extends IngestError {
  readonly kind: RpcFailureKind
  readonly retryAfterMs: number | null

  constructor(kind: RpcFailureKind, message: string, options: RpcFailureOptions = {}) {
    super(codeOf(kind), message, {
      retryable: options.retryable ?? (kind !== 'aborted' && kind !== 'unsupported'),
      cause: options.cause,
    })
    this.kind = kind
    this.retryAfterMs = options.retryAfterMs ?? null
  }
}

function codeOf(kind: RpcFailureKind): IngestErrorCode {
  switch (kind) {
    case 'bad_response':
      return 'RPC_BAD_RESPONSE'
    case 'unsupported':
      return 'RPC_UNSUPPORTED'
    case 'aborted':
    case 'transport':
    case 'status':
    case 'rate_limited':
    case 'too_large':
    case 'refused':
      return 'RPC_FAILED'
  }
}
