import type {
  Address,
  ChainStatus,
  Hash,
  OpportunityRow,
  Swap,
  TransactionStatus,
  TxFeaturesData,
  Wei,
} from '@org/events'
import { type Rates, startRates } from './rates.ts'

/** Newest transactions the page holds. */
export const MAX_TRANSACTIONS = 500
/** Newest opportunities the page holds and ranks. */
export const MAX_OPPORTUNITIES = 200

/** How the page stands with the server. */
export type Connection =
  | { readonly state: 'loading' }
  | { readonly state: 'connecting' }
  | { readonly state: 'live' }
  /** The server wants a key. */
  | {
      readonly state: 'locked'
      /** The one that was given is not known. */
      readonly refused: boolean
    }
  | { readonly state: 'waiting'; readonly retryAtMs: number; readonly reason: string }

/** One line of the table. Fields of the body are `null` until it arrived. */
export interface TransactionRow {
  readonly key: string
  readonly chainId: number
  readonly hash: Hash
  /** Number of the transaction's first event. */
  readonly seq: number
  readonly firstSeenUs: number
  readonly status: TransactionStatus
  readonly sender: Address | null
  /** `null` with a known sender: contract creation. */
  readonly to: Address | null
  readonly valueWei: Wei | null
  readonly protocol: string | null
  readonly category: string | null
  readonly mevScore: number | null
  readonly urgencyScore: number | null
  readonly swaps: readonly Swap[]
  /** Whole coins at stake or moved; `null`: unknown, or nothing. */
  readonly valueNative: number | null
  /** Whether its swaps limit the price; `null` without swaps. */
  readonly slippageLimit: SlippageLimit
}

type SlippageLimit = NonNullable<TxFeaturesData['slippage_limit']> | null

export interface ViewState {
  readonly connection: Connection
  /** `null` until the stream said it. */
  readonly nodeId: string | null
  /** The last number known to be durable; `null` before the first answer. */
  readonly durableSeq: number | null
  /** Events up to here are in this state; later actions with older events change nothing. */
  readonly appliedSeq: number
  /** By row key, in order of `seq`, oldest first. */
  readonly transactions: ReadonlyMap<string, TransactionRow>
  /** By chain and opportunity id, in order of `seq`, oldest first. */
  readonly opportunities: ReadonlyMap<string, OpportunityRow>
  readonly rates: Rates
  /** `null` before the first answer. */
  readonly chains: readonly ChainStatus[] | null
  /** Why the last question for the chains failed; `null` when it did not. */
  readonly chainsProblem: string | null
}

/** Nothing is known yet. */
export const INITIAL_STATE: ViewState = {
  connection: { state: 'loading' },
  nodeId: null,
  durableSeq: null,
  appliedSeq: 0,
  transactions: new Map(),
  opportunities: new Map(),
  rates: startRates(0, 0),
  chains: null,
  chainsProblem: null,
}

/** The same hash may be pending on two chains. */
export function rowKey(chainId: number, id: string): string {
  return `${chainId}:${id}`
}
