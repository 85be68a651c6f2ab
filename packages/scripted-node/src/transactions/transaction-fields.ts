import type { Address, Hash } from '@org/events'
import type { StoredText } from './stored-text.ts'

/** EIP-2718 types: legacy, access list (EIP-2930), dynamic fee (EIP-1559), blob (EIP-4844), set code (EIP-7702). */
export type TransactionType = 0 | 1 | 2 | 3 | 4

export interface AccessListEntry {
  readonly address: string
  readonly storageKeys: readonly string[]
}

export interface Authorization {
  readonly chainId: number
  readonly address: string
  readonly nonce: number
  readonly yParity: 0 | 1
  /** 32 bytes as `0x` hex, first digit not zero; as `s`. */
  readonly r: string
  readonly s: string
}

/** A signed transaction. The signature is well formed and random: `from` is what the node says. */
export interface TransactionFields {
  readonly type: TransactionType
  readonly chainId: number
  readonly from: Address
  readonly nonce: number
  /** `null` creates a contract. */
  readonly to: Address | null
  readonly valueWei: bigint
  readonly gas: number
  /** Fee cap per gas; the gas price of types 0 and 1. */
  readonly maxFeeWei: bigint
  /** Tip cap per gas; not part of types 0 and 1. */
  readonly maxTipWei: bigint
  /** `0x` hex. */
  readonly input: string
  /** Not part of type 0. */
  readonly accessList: readonly AccessListEntry[]
  /** Type 3 only, as `blobHashes`. */
  readonly maxBlobFeeWei: bigint
  readonly blobHashes: readonly string[]
  /** Type 4 only. */
  readonly authorizations: readonly Authorization[]
  readonly yParity: 0 | 1
  readonly r: string
  readonly s: string
}

/** A transaction that is encoded: nothing of it is computed again when it is asked for. */
export interface EncodedTransaction {
  /** keccak256 of the serialised transaction. */
  readonly hash: Hash
  readonly from: Address
  readonly nonce: number
  /** The JSON members of `eth_getTransactionByHash` after the three that say where it was mined, up to the brace. */
  readonly members: StoredText
}
