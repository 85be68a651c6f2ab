import type { IngestError } from '../errors.ts'
import type { RpcAnswer } from './rpc-port.ts'

/**
 * Of the refusals of several nodes the last one, but "unsupported" only when all say so: as long as one of them failed
 * otherwise, it may know the method.
 */
export function tellingError(before: RpcAnswer | null, error: IngestError): IngestError {
  if (before === null || before.ok || error.code !== 'RPC_UNSUPPORTED') return error
  return before.error
}
