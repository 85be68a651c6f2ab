import { quantityToNumber } from '@org/events'
import { IngestError } from '../errors.ts'

/** What is wrong with an answer to `eth_chainId`, if anything. */
export function chainIdProblem(
  where: string,
  expected: number,
  result: unknown,
  error: unknown,
): IngestError | null {
  const found = quantityToNumber(result)
  if (found === expected) return null
  if (found !== null) {
    return new IngestError('WRONG_CHAIN', `${where} answers for chain ${found}, expected chain ${expected}`, {
      retryable: false,
    })
  }
  const what =
    error === undefined || error === null
      ? `answered ${JSON.stringify(result)?.slice(0, 80)}`
      : rpcErrorText(error)
  return new IngestError('RPC_BAD_RESPONSE', `eth_chainId at ${where}: ${what}`, { retryable: true })
}

/** The text of a JSON-RPC error object, bounded. */
export function rpcErrorText(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'message' in error) {
    const code = 'code' in error ? ` (code ${String(error.code).slice(0, 20)})` : ''
    return `${String(error.message).slice(0, 200)}${code}`
  }
  return `refused without a reason: ${String(JSON.stringify(error)).slice(0, 80)}`
}
