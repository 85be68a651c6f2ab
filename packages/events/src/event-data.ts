import type { Address, Hash, Hex, Selector, Wei } from './hex.ts'
import type { DropReason, RejectReason } from './reasons.ts'

/** What a transaction does, seen as a whole. */
export const CATEGORIES = [
  'swap',
  'transfer',
  'approval',
  'liquidity',
  'lending',
  'liquidation',
  'nft',
  'bridge',
  'deploy',
  'account_abstraction',
  'system',
  'unknown',
] as const
export type Category = (typeof CATEGORIES)[number]

/** One sighting of a hash by one source. */
export interface TxSeenData {
  /** This source was the first of its chain to show the hash. */
  readonly first: boolean
  /** The hash was known and settled before: an old transaction announced again. */
  readonly reannounced: boolean
  /** Read from the standing pool, not announced live. */
  readonly backfill: boolean
}

/** The body of a transaction. Fee fields that its type does not have are `null`. */
export interface TxDecodedData {
  /** EIP-2718 type: 0 legacy, 1 access list, 2 dynamic fee, 3 blob, 4 set code; others as the node says. */
  readonly tx_type: number
  readonly sender: Address
  readonly nonce: number
  /** `null`: contract creation. */
  readonly to: Address | null
  readonly value_wei: Wei
  readonly gas_limit: number
  readonly gas_price_wei: Wei | null
  readonly max_fee_per_gas_wei: Wei | null
  readonly max_priority_fee_per_gas_wei: Wei | null
  readonly max_fee_per_blob_gas_wei: Wei | null
  readonly blob_count: number
  readonly authorization_count: number
  /** Addresses in the access list. */
  readonly access_list_len: number
  readonly input: Hex
  /** Bytes of `input`. */
  readonly calldata_len: number
  /** First four bytes of `input`; `null` when it is shorter or the transaction creates a contract. */
  readonly method_selector: Selector | null
  /** Microseconds from the announcing frame to the decoded body. */
  readonly fetch_us: number
}

/** A swap found in calldata: one side is exact, the other is the sender's limit. */
export interface Swap {
  readonly protocol: string
  readonly token_in: Address
  readonly token_out: Address
  /**
   * Exact amount (`exact: 'in'`) or the most the sender will pay (`exact: 'out'`). `null` where the calldata says
   * only "what the router holds by then".
   */
  readonly amount_in: Wei | null
  /** The least the sender accepts (`exact: 'in'`) or the exact amount (`exact: 'out'`). */
  readonly amount_out: Wei
  readonly exact: 'in' | 'out'
  /** Tokens in order of the trade, from `token_in` to `token_out`. */
  readonly path: readonly Address[]
  /** Pool fees between them in hundredths of a basis point; empty where the protocol has none in calldata. */
  readonly fees: readonly number[]
  /** `null` when the calldata does not name one (for example the router itself). */
  readonly recipient: Address | null
  /** Unix seconds; `null` when the calldata has none or it exceeds 2^53. */
  readonly deadline: number | null
}

export interface TxFeaturesData {
  readonly protocol: string
  readonly category: Category
  /** 0–100: how much of interest to a searcher. */
  readonly mev_score: number
  /** 0–100: how soon the transaction is likely to be mined. */
  readonly urgency_score: number
  readonly method_selector: Selector | null
  readonly swaps: readonly Swap[]
  readonly feature_engine_version: string
  /** Whole native coins at stake in its swaps, else moved by it; `null` when unknown or none. Absent before 1.1.0. */
  readonly value_native?: number | null
  /** Whether its swaps limit what comes out; `null` without swaps. */
  readonly slippage_limit?: 'set' | 'none' | 'unknown' | null
  /** Nonces above the sender's lowest that was seen pending lately; `null` where nothing is remembered. */
  readonly nonce_position?: number | null
  /** Transactions of the sender seen in the five to ten minutes before, and those that swap. */
  readonly sender_transactions?: number | null
  readonly sender_swaps?: number | null
}

/** One part of a score: `points` is what it adds; the points of all components sum to the score. */
export interface ScoreComponent {
  readonly name: string
  readonly value: number
  readonly weight: number
  readonly points: number
  readonly reason: string
}

/** What a simulation of a pending transaction said, on the state after a block. */
export interface SimulationData {
  /** `unknown`: no node could say, or what it says is not about this transaction as it would be mined. */
  readonly outcome: 'success' | 'reverted' | 'unknown'
  /** `null` when unknown. */
  readonly block_number: number | null
  /** `null` where the node's method does not say. */
  readonly gas_used: number | null
  /** Why it reverts, or why it is unknown; `null` of a success. */
  readonly reason: string | null
  /** Tokens that changed hands, in order, the first 16; `null` where the node's method does not say. */
  readonly token_movements: readonly TokenMovementData[] | null
}

export interface TokenMovementData {
  /** `null`: the native coin. */
  readonly token: Address | null
  readonly from: Address
  readonly to: Address
  /** In the token's smallest unit. */
  readonly amount: Wei
}

export interface OppDetectedData {
  /** Deterministic: the same strategy over the same members gives the same id. */
  readonly opportunity_id: Hex
  readonly strategy: string
  /** 0–100, the sum of the components' points. */
  readonly score: number
  readonly protocol: string
  readonly category: Category
  readonly member_tx_hashes: readonly Hash[]
  readonly components: readonly ScoreComponent[]
  readonly reasons: readonly string[]
  readonly feature_engine_version: string
  readonly scorer_version: string
  readonly strategy_version: string
  /** Of the transaction whose event this is; absent before it was simulated. */
  readonly simulation?: SimulationData
}

export interface TxReadyData {
  readonly sender: Address
  readonly nonce: number
}

export interface TxBlockedData extends TxReadyData {
  /** The first nonce of the sender that is missing below its own. */
  readonly expected_nonce: number
}

export interface TxReplacedData {
  readonly replaced_by: Hash
  /**
   * By how much the other one offers more: the smallest of the bumps of fee cap, tip and, of blob transactions, blob
   * fee cap, floored, in basis points; at most 1,000,000,000, also where the old fee is 0. 0 or negative only where a
   * block holds the other one.
   */
  readonly bump_bps: number
}

export interface TxDroppedData {
  readonly reason: DropReason
}

export interface TxRejectedData {
  readonly reason: RejectReason
  readonly note: string
}

export interface TxConfirmedData {
  readonly block_number: number
  /** `null` where an imported file does not say. */
  readonly block_hash: Hash | null
  /** Unix seconds. */
  readonly block_timestamp: number
  /**
   * From the first sighting to `block_timestamp`. Negative where the transaction was seen later: a block's time is in
   * whole seconds and set when the block is begun, and clocks differ.
   */
  readonly inclusion_delay_ms: number
  /** `unknown` where the receipt was not read. */
  readonly status: 'success' | 'reverted' | 'unknown'
}

export interface TxReorgedData {
  readonly old_block_hash: Hash
  readonly new_block_hash: Hash
}

export interface BlockSeenData {
  readonly number: number
  readonly hash: Hash
  readonly parent_hash: Hash
  /** Unix seconds. */
  readonly timestamp: number
  /** `null` where the head notification does not carry it. */
  readonly tx_count: number | null
  /** `null` before EIP-1559. */
  readonly base_fee_wei: Wei | null
}

/** Why a source could not be seen for a while. */
export const GAP_CAUSES = ['start', 'disconnect', 'stall', 'overflow', 'error', 'shutdown'] as const
export type GapCause = (typeof GAP_CAUSES)[number]

export interface GapData {
  readonly gap_id: string
  readonly cause: GapCause
  /** When data stopped, not when that was noticed. Unix microseconds. */
  readonly from_us: number
  /** `null` while the gap is open. */
  readonly to_us: number | null
  /** Transactions read from the standing pool to fill the gap. */
  readonly backfilled: number
}
