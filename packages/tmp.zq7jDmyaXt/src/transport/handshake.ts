import { IngestError } from '../errors.ts'
import { chainIdProblem, rpcErrorText } from '../rpc/rpc-answers.ts'

/** How a node announces pending transactions: with their bodies, by hash, or not at all. */
export type PendingKind = 'full' | 'hashes' | 'none'

/** What a node agreed to. */
export interface Subscriptions {
  /** As acknowledged; a node may accept `full` and announce hashes all the same. */
  readonly pending: PendingKind
  /** `null` with `none`. */
  readonly pendingId: string | null
  /** `null` where the node gives no heads. */
  readonly headsId: string | null
}

/**
 * The requests that make a fresh socket a subscription: chain id first, so that no frame of another chain is read;
 * then heads, which may be refused, and pending transactions, in full where that is asked for and else by hash.
 */
export interface Handshake {
  begin(): void
  /** Takes a reply; one that was not asked for, or comes after the end, is ignored. */
  onReply(reply: { readonly id: number | null; readonly result: unknown; readonly error: unknown }): void
  /** No more waiting: ends with what was acknowledged. False when that is too little to go on. */
  timeUp(): boolean
  /** The last error that came without saying which request it refuses. */
  readonly refusal: string | null
}

export interface HandshakeOptions {
  /** Masked URL, for messages. */
  readonly where: string
  readonly chainId: number
  /** Ask for whole transactions before asking for hashes. */
  readonly fullTransactions: boolean
  /** A chain without a public mempool: to be refused pending transactions is no failure. */
  readonly pendingOptional: boolean
  readonly send: (text: string) => void
  /** The end, once: at least pending transactions are subscribed, or they are optional. */
  readonly onReady: (subscriptions: Subscriptions) => void
  /** The other end, once: `WRONG_CHAIN`, `SUBSCRIBE_REFUSED` or `RPC_BAD_RESPONSE`. */
  readonly onFailed: (error: IngestError) => void
}

const CHAIN_ID = 1
const HEADS = 2
const PENDING_FULL = 3
const PENDING_HASHES = 4

/** An answered subscription: its id, or `null` when it was refused; `undefined` before the answer. */
type Answer = string | null | undefined

export function createHandshake(options: HandshakeOptions): Handshake {
  let rightChain = false
  let ended = false
  let heads: Answer
  let pending: Answer
  let kind: PendingKind = 'none'
  let refusal: string | null = null

  const request = (id: number, method: string, params: readonly unknown[]): void =>
    options.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }))
  const subscribeHashes = (): void => request(PENDING_HASHES, 'eth_subscribe', ['newPendingTransactions'])
  const fail = (error: IngestError): void => {
    ended = true
    options.onFailed(error)
  }
  const ready = (): void => {
    ended = true
    options.onReady({ pending: kind, pendingId: pending ?? null, headsId: heads ?? null })
  }
  const acknowledged = (as: PendingKind, id: string): void => {
    kind = as
    pending = id
  }
  const refused = (error: unknown): void => {
    pending = null
    if (options.pendingOptional) return
    const what = `subscribing to newPendingTransactions at ${options.where}: ${rpcErrorText(error)}`
    fail(new IngestError('SUBSCRIBE_REFUSED', what, { retryable: true }))
  }
  const onChainId = (result: unknown, error: unknown): void => {
    const problem = chainIdProblem(options.where, options.chainId, result, error)
    if (problem !== null) {
      fail(problem)
      return
    }
    rightChain = true
    request(HEADS, 'eth_subscribe', ['newHeads'])
    if (options.fullTransactions) request(PENDING_FULL, 'eth_subscribe', ['newPendingTransactions', true])
    else subscribeHashes()
  }

  return {
    get refusal(): string | null {
      return refusal
    },
    begin: () => request(CHAIN_ID, 'eth_chainId', []),
    onReply({ id, result, error }) {
      if (ended) return
      const given = typeof result === 'string' && (error === undefined || error === null) ? result : null
      if (id === null) refusal = rpcErrorText(error)
      else if (id === CHAIN_ID) onChainId(result, error)
      else if (id === HEADS) heads = given
      else if (id === PENDING_FULL && given === null) subscribeHashes()
      else if (id === PENDING_FULL && given !== null) acknowledged('full', given)
      else if (id === PENDING_HASHES && given === null) refused(error)
      else if (id === PENDING_HASHES && given !== null) acknowledged('hashes', given)
      if (!ended && heads !== undefined && pending !== undefined) ready()
    },
    timeUp() {
      if (ended) return true
      if (!rightChain || (typeof pending !== 'string' && !options.pendingOptional)) return false
      ready()
      return true
    },
  }
}
