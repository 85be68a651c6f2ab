import type { PendingTx } from '../dedupe/sightings.ts'
import { joinCalls } from '../rpc/rpc-batch.ts'

/** One JSON-RPC batch that asks for the transactions; the id of each call is its index. */
export function encodeTransactionBatch(batch: readonly PendingTx[]): string {
  return joinCalls(
    batch.map(
      ({ hash }, id) =>
        `{"jsonrpc":"2.0","id":${id},"method":"eth_getTransactionByHash","params":["${hash}"]}`,
    ),
  )
}
