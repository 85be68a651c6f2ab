import { IngestError } from '../errors.ts'
import { chainIdProblem, rpcErrorText } from '../rpc-answers.ts'

/** The ids of the two acknowledged subscriptions. */
export interface Subscriptions {
  readonly pending: string
  readonly heads: string
}

/** The requests that make a fresh socket a subscription: chain id first, so that no frame of another chain is read. */
export interface Handshake {
  begin(): void
  /** Takes a reply; one that was not asked for is ignored. */
  onReply(reply: { readonly id: number; readonly result: unknown; readonly error: unknown }): void
  /** Rejects with `WRONG_CHAIN`, `SUBSCRIBE_REFUSED` or `RPC_BAD_RESPONSE`; stays pending when the node says nothing. */
  readonly done: Promise<Subscriptions>
}

export interface HandshakeOptions {
  /** Masked URL, for messages. */
  readonly where: string
  readonly chainId: number
  readonly send: (text: string) => void
}

const CHAIN_ID = 1
const PENDING = 2
const HEADS = 3

export function createHandshake(options: HandshakeOptions): Handshake {
  const { promise: done, resolve, reject } = Promise.withResolvers<Subscriptions>()
  let pending: string | null = null
  let heads: string | null = null

  const request = (id: number, method: string, params: readonly unknown[]): void =>
    options.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }))
  const subscription = (name: string, result: unknown, error: unknown): string | null => {
    if (typeof result === 'string' && (error === undefined || error === null)) return result
    reject(
      new IngestError(
        'SUBSCRIBE_REFUSED',
        `subscribing to ${name} at ${options.where}: ${rpcErrorText(error)}`,
        {
          retryable: true,
        },
      ),
    )
    return null
  }

  return {
    done,
    begin: () => request(CHAIN_ID, 'eth_chainId', []),
    onReply({ id, result, error }) {
      if (id === CHAIN_ID) {
        const problem = chainIdProblem(options.where, options.chainId, result, error)
        if (problem !== null) return reject(problem)
        request(PENDING, 'eth_subscribe', ['newPendingTransactions'])
        request(HEADS, 'eth_subscribe', ['newHeads'])
      } else if (id === PENDING) pending = subscription('newPendingTransactions', result, error)
      else if (id === HEADS) heads = subscription('newHeads', result, error)
      if (pending !== null && heads !== null) resolve({ pending, heads })
    },
  }
}
