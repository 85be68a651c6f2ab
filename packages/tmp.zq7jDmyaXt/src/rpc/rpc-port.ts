import type { IngestError } from '../errors.ts'

/** One JSON-RPC request without its envelope. */
export interface RpcQuestion {
  readonly method: string
  readonly params: readonly unknown[]
}

/**
 * Questions to the nodes of a chain or of one source, apart from the hot path of bodies. Which endpoint answers, how
 * large a batch may be and how fast is learned and kept with the endpoints.
 */
export interface RpcPort {
  /**
   * Asks until an endpoint answers, each usable one at most once.
   * @returns the `result` member, also `null`
   * @throws IngestError `RPC_FAILED`, `RPC_BAD_RESPONSE` or `RPC_UNSUPPORTED` (no endpoint knows the method), the
   * last refusal, when none answered or the signal aborted
   */
  call(method: string, params: readonly unknown[], signal: AbortSignal): Promise<unknown>
  /** Asks many in batches. The answers stand in the order of the questions; one that failed is an error. Never rejects. */
  callEach(questions: readonly RpcQuestion[], signal: AbortSignal): Promise<readonly RpcAnswer[]>
}

export type RpcAnswer =
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly error: IngestError }
