import type { Address, Hash, Wei } from '@org/events'

/** Whether a mined transaction did what it was sent for; `unknown` where its receipt was not read. */
export type MinedStatus = 'success' | 'reverted' | 'unknown'

/**
 * How one mined transaction looks to the pool. All but the hash is `null` when the block was read with hashes only, and
 * what cannot be read.
 */
export interface MinedTx {
  readonly hash: Hash
  readonly sender: Address | null
  /** `null` also where it is not a nonce of the sender: of the chain's own transactions. */
  readonly nonce: number | null
  /** Fee cap per gas; the gas price of a legacy transaction. */
  readonly maxFeeWei: Wei | null
  /** Tip cap per gas; the gas price of a legacy transaction. */
  readonly maxTipWei: Wei | null
  readonly status: MinedStatus
}

/** What names a block, and when it was made. */
export type BlockName = Pick<MinedBlock, 'number' | 'hash' | 'timestamp'>

/** A block of the chain that is followed, with its transactions in block order. */
export interface MinedBlock {
  readonly number: number
  readonly hash: Hash
  readonly parentHash: Hash
  /** Unix seconds. */
  readonly timestamp: number
  readonly transactions: readonly MinedTx[]
}

/**
 * Who is told how the followed chain changes. A reorganisation is: `unmined` newest first, `beganAnew` when no block is
 * left, `mined` in chain order, then `settleReorg`. A block whose body could be read only later is told later: `mined`
 * then comes after blocks above it.
 */
export interface BlockListener {
  /** Whether anything is known of the transaction, so that its receipt is worth reading. */
  has(hash: Hash): boolean
  /** The block became part of the chain. */
  mined(block: MinedBlock): void
  /** The block left the chain. @param replacedBy the block now at its height, or else the new head */
  unmined(block: BlockName, replacedBy: Hash): void
  /** No block of the chain is left that proves anything: its accounts and transactions may be others. */
  beganAnew(): void
  /** All that one reorganisation changed was told. */
  settleReorg(): void
  /** The chain holds blocks of which nobody knows what is in them. */
  missed(): void
  /** All blocks up to this number are final. */
  finalized(number: number): void
}
