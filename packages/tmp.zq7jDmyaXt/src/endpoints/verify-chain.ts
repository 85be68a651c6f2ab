import { IngestError } from '../errors.ts'
import { chainIdProblem } from '../rpc/rpc-answers.ts'
import type { Endpoint } from './endpoint.ts'
import type { EndpointList } from './endpoint-list.ts'

const REQUEST = '{"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":[]}'

/**
 * Asks the HTTP side of an endpoint for its chain, once; a right answer is remembered.
 * @throws IngestError `WRONG_CHAIN`, `RPC_FAILED` or `RPC_BAD_RESPONSE`.
 */
export async function verifyChain(endpoint: Endpoint, chainId: number, signal: AbortSignal): Promise<void> {
  if (endpoint.verified) return
  const answer = await endpoint.client.post(REQUEST, signal)
  const reply: { readonly result?: unknown; readonly error?: unknown } =
    typeof answer === 'object' && answer !== null ? answer : {}
  const problem = chainIdProblem(endpoint.client.where, chainId, reply.result, reply.error)
  if (problem !== null) throw problem
  endpoint.verified = true
}

/**
 * Asks the endpoints in order until one answers.
 * @param timeoutMs bound of the whole; each endpoint has an equal share of it
 * @returns why none of them answered; empty when the first that did is of the right chain.
 * @throws IngestError `WRONG_CHAIN` when the first that answered is of another one.
 */
export async function verifyFirstReachable(
  endpoints: EndpointList,
  chainId: number,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<readonly IngestError[]> {
  const unreachable: IngestError[] = []
  const shareMs = Math.ceil(timeoutMs / endpoints.all.length)
  for (const endpoint of endpoints.all) {
    try {
      await verifyChain(endpoint, chainId, AbortSignal.any([signal, AbortSignal.timeout(shareMs)]))
      return []
    } catch (error) {
      if (!(error instanceof IngestError) || error.code === 'WRONG_CHAIN') throw error
      unreachable.push(error)
    }
  }
  return unreachable
}
