import type { Address, Hash } from '@org/events'
import type { Random } from '../random.ts'
import type { Block } from './block.ts'
import type { Entry } from './ledger.ts'

/** What is to be in the next block. */
interface BlockContent {
  readonly transactions: readonly Entry[]
  readonly reverted: ReadonlySet<Entry>
  /** Unix seconds. */
  readonly timestamp: number
}

/** The chain of the node: its blocks, and what they did to the nonces of the senders. */
export interface Chain {
  readonly latest: Block
  /** The canonical block of that number. */
  at(number: number): Block | undefined
  /** Any block, also one that was reorganised away. */
  find(hash: string): Block | undefined
  append(content: BlockContent): Block
  /** Takes the last blocks off the chain, the highest first; their transactions are in no block after it. */
  remove(depth: number): readonly Block[]
  /** The nonce of the account's next transaction as the latest block leaves it. */
  nonceOf(address: Address): number
  setNonce(address: Address, nonce: number): void
}

/** Empty blocks the chain begins with, so that there is a finalized one. */
const FIRST_BLOCKS = 100
/** Blocks that are kept; questions for older ones are answered with null. */
const MAX_BLOCKS = 5000
const BASE_FEE_WEI = 1_000_000_000
const NO_ENTRIES: readonly never[] = []

export function createChain(
  random: Random,
  timestamp: number,
  baseNonceOf: (address: Address) => number,
): Chain {
  const canonical: Block[] = []
  const byHash = new Map<string, Block>()
  /** Grows by the senders that were mined or set: a test's worth of them. */
  const nonces = new Map<string, number>()
  const hash = (): Hash => `0x${random.hex(32)}` as Hash // 32 bytes in hex
  let parentHash = hash()

  const nonceOf = (address: Address): number => nonces.get(address) ?? baseNonceOf(address)
  const append = ({ transactions, reverted, timestamp }: BlockContent): Block => {
    const noncesBefore = new Map<string, number>()
    for (const { tx } of transactions) {
      if (tx === null) continue
      if (!noncesBefore.has(tx.from)) noncesBefore.set(tx.from, nonceOf(tx.from))
      nonces.set(tx.from, Math.max(nonceOf(tx.from), tx.nonce + 1))
    }
    const block: Block = {
      number: (canonical.at(-1)?.number ?? -1) + 1,
      hash: hash(),
      parentHash,
      timestamp,
      baseFeeWei: BASE_FEE_WEI,
      transactions,
      reverted,
      noncesBefore,
    }
    parentHash = block.hash
    canonical.push(block)
    byHash.set(block.hash, block)
    for (const [index, entry] of transactions.entries()) {
      entry.pooled = false
      entry.block = block
      entry.indexInBlock = index
    }
    if (canonical.length > MAX_BLOCKS) {
      const oldest = canonical.shift()
      if (oldest !== undefined) byHash.delete(oldest.hash)
    }
    return block
  }

  let latest = append({ transactions: NO_ENTRIES, reverted: new Set(), timestamp: timestamp - FIRST_BLOCKS })
  for (let age = FIRST_BLOCKS - 1; age > 0; age--) {
    latest = append({ transactions: NO_ENTRIES, reverted: new Set(), timestamp: timestamp - age })
  }

  return {
    get latest(): Block {
      return latest
    },
    at: (number) => canonical[number - (canonical[0]?.number ?? 0)],
    find: (blockHash) => byHash.get(blockHash),
    append(content) {
      latest = append(content)
      return latest
    },
    remove(depth) {
      if (depth >= canonical.length)
        throw new Error(`cannot take ${depth} of ${canonical.length} blocks away`)
      const removed = canonical.splice(canonical.length - depth).reverse()
      for (const block of removed) {
        for (const [address, nonce] of block.noncesBefore) nonces.set(address, nonce)
        for (const entry of block.transactions) entry.block = null
      }
      latest = canonical.at(-1) ?? latest
      parentHash = latest.hash
      return removed
    },
    nonceOf,
    setNonce: (address, nonce) => {
      nonces.set(address, nonce)
    },
  }
}
