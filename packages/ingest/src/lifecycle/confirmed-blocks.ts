import type { Hash } from '@org/events'
import type { MinedBlock, MinedTx } from './mined-block.ts'
import type { PoolTransaction } from './pool-transaction.ts'

/** What names a block, and when it was made. */
export type BlockName = Pick<MinedBlock, 'number' | 'hash' | 'timestamp'>

/** A block, and the known transactions it confirmed. */
export class ConfirmedBlock {
  readonly number: number
  readonly hash: Hash
  /** Unix seconds. */
  readonly timestamp: number
  /** In the order in which they were confirmed: that of the block, then those whose bodies came later. */
  confirmed: PoolTransaction[] = []
  /** Everything it holds; `null` for one of which only the name is known. Let go of when it is final. */
  transactions: readonly MinedTx[] | null
  /** `forgotten`: beyond a bound before it was final; what it confirms is said once and not followed. */
  state: 'open' | 'final' | 'forgotten' = 'open'

  constructor(name: BlockName, transactions: readonly MinedTx[] | null) {
    this.number = name.number
    this.hash = name.hash
    this.timestamp = name.timestamp
    this.transactions = transactions
  }
}

/**
 * The blocks that are not final: those of the followed chain, and those that were only named, by a node that was
 * asked for one transaction. Both bounded; the oldest leaves.
 */
export interface ConfirmedBlocks {
  /** Blocks of the followed chain. */
  readonly size: number
  get(hash: Hash): ConfirmedBlock | undefined
  /**
   * The block is part of the followed chain now, not always in order. One that was named before stays the same object.
   * @returns `null` when it was part of it already
   */
  follow(block: MinedBlock): ConfirmedBlock | null
  /** A block of which only the name is known. */
  name(block: BlockName): ConfirmedBlock
  /** The block left the followed chain. */
  remove(hash: Hash): ConfirmedBlock | undefined
  /** Takes the named ones that the followed chain has another block in place of. */
  takeReplaced(by: BlockName): ConfirmedBlock[]
  /** Whether the followed chain has another block at its height. */
  contradicts(block: BlockName): boolean
  /** Takes all up to this number, in order. */
  takeFinal(number: number): ConfirmedBlock[]
  /** Takes those beyond the bounds. */
  takeSurplus(): ConfirmedBlock[]
  /** The oldest that confirmed anything. */
  oldestConfirming(): ConfirmedBlock | undefined
}

/** @param maxBlocks of either kind */
export function createConfirmedBlocks(maxBlocks: number): ConfirmedBlocks {
  const byHash = new Map<Hash, ConfirmedBlock>()
  /** Ascending by number. */
  let followed: ConfirmedBlock[] = []
  let named: ConfirmedBlock[] = []

  const take = (block: ConfirmedBlock): ConfirmedBlock => {
    byHash.delete(block.hash)
    followed = followed.filter((each) => each !== block)
    named = named.filter((each) => each !== block)
    return block
  }

  return {
    get size(): number {
      return followed.length
    },
    get: (hash) => byHash.get(hash),
    follow(block) {
      const before = byHash.get(block.hash)
      if (before !== undefined && before.transactions !== null) return null
      const entry = before ?? new ConfirmedBlock(block, block.transactions)
      entry.transactions = block.transactions
      if (before !== undefined) named = named.filter((each) => each !== before)
      byHash.set(block.hash, entry)
      followed.splice(followed.findLastIndex((each) => each.number <= block.number) + 1, 0, entry)
      return entry
    },
    name(block) {
      const entry = new ConfirmedBlock(block, null)
      byHash.set(block.hash, entry)
      named.push(entry)
      return entry
    },
    remove(hash) {
      const entry = byHash.get(hash)
      return entry === undefined ? undefined : take(entry)
    },
    takeReplaced: (by) =>
      named.filter((each) => each.number === by.number && each.hash !== by.hash).map(take),
    contradicts: (block) => followed.some((each) => each.number === block.number && each.hash !== block.hash),
    takeFinal: (number) =>
      [...named, ...followed]
        .filter((each) => each.number <= number)
        .sort((one, other) => one.number - other.number)
        .map(take),
    takeSurplus: () =>
      [
        ...followed.slice(0, Math.max(0, followed.length - maxBlocks)),
        ...named.slice(0, Math.max(0, named.length - maxBlocks)),
      ].map(take),
    oldestConfirming: () => [...named, ...followed].find((each) => each.confirmed.length > 0),
  }
}
