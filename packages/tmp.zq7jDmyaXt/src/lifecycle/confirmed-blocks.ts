import type { Hash } from '@org/events'
import type { BlockName, MinedBlock, MinedTx } from './mined-block.ts'
import type { PoolTransaction } from './pool-transaction.ts'

/** A block, and the known transactions it confirmed. */
export class ConfirmedBlock {
  readonly number: number
  readonly hash: Hash
  /** Unix seconds. */
  readonly timestamp: number
  /** In the order in which they were confirmed: that of the block, then those whose bodies came later. */
  confirmed: PoolTransaction[] = []
  /** Everything it holds; `null` for one of which only the name is known. Let go of when it is final, or for room. */
  transactions: readonly MinedTx[] | null
  /** `transactions` is empty for want of room. */
  isReleased = false
  /**
   * `forgotten`: beyond a bound before it was final; what it confirms is said once and not followed. `left`: not of the
   * chain any more.
   */
  state: 'open' | 'final' | 'forgotten' | 'left' = 'open'

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
  /** Transactions that the blocks of the followed chain hold. */
  readonly mined: number
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

/**
 * @param maxBlocks of either kind
 * @param maxMined most transactions that blocks hold: the oldest blocks let go of theirs
 */
export function createConfirmedBlocks(maxBlocks: number, maxMined: number): ConfirmedBlocks {
  const byHash = new Map<Hash, ConfirmedBlock>()
  /** Ascending by number. */
  let followed: ConfirmedBlock[] = []
  let named: ConfirmedBlock[] = []
  let mined = 0

  const forget = (block: ConfirmedBlock): ConfirmedBlock => {
    byHash.delete(block.hash)
    mined -= block.transactions?.length ?? 0
    return block
  }
  /** Takes the blocks out for which this holds. */
  const take = (isTaken: (block: ConfirmedBlock) => boolean): ConfirmedBlock[] => {
    const taken = [...named, ...followed].filter(isTaken)
    if (taken.length === 0) return taken
    const gone = new Set(taken)
    followed = followed.filter((each) => !gone.has(each))
    named = named.filter((each) => !gone.has(each))
    return taken.map(forget)
  }
  const makeRoom = (): void => {
    for (const block of followed) {
      if (mined <= maxMined) return
      mined -= block.transactions?.length ?? 0
      block.isReleased = true
      block.transactions = []
    }
  }

  return {
    get mined(): number {
      return mined
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
      mined += block.transactions.length
      makeRoom()
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
      if (entry === undefined) return undefined
      followed = followed.filter((each) => each !== entry)
      named = named.filter((each) => each !== entry)
      return forget(entry)
    },
    takeReplaced(by) {
      if (named.length === 0) return []
      return take((each) => each.transactions === null && each.number === by.number && each.hash !== by.hash)
    },
    contradicts: (block) => followed.some((each) => each.number === block.number && each.hash !== block.hash),
    takeFinal: (number) =>
      take((each) => each.number <= number).sort((one, other) => one.number - other.number),
    takeSurplus() {
      if (followed.length <= maxBlocks && named.length <= maxBlocks) return []
      const surplus = new Set([
        ...followed.slice(0, Math.max(0, followed.length - maxBlocks)),
        ...named.slice(0, Math.max(0, named.length - maxBlocks)),
      ])
      return take((each) => surplus.has(each))
    },
    oldestConfirming() {
      const confirms = (each: ConfirmedBlock): boolean => each.confirmed.length > 0
      return named.find(confirms) ?? followed.find(confirms)
    },
  }
}
