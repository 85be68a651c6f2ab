import type { Hash } from '@org/events'
import type { MinedBlock, MineOptions, ReorgOptions } from '../control.ts'
import { type Block, headText } from './block.ts'
import type { Chain } from './chain.ts'
import type { Entry, Ledger } from './ledger.ts'
import type { TransactionSource } from './transaction-source.ts'

/** Mines and reorganises as told. */
export interface Blocks {
  mine(options: MineOptions): MinedBlock
  reorg(options: ReorgOptions): readonly MinedBlock[]
}

export interface BlocksOptions {
  readonly chain: Chain
  readonly ledger: Ledger
  readonly source: TransactionSource
  /** Unix milliseconds. */
  readonly nowMs: () => number
  readonly announceHead: (head: string) => void
}

export function createBlocks(options: BlocksOptions): Blocks {
  const { chain, ledger } = options

  const known = (hash: Hash): Entry => {
    const entry = ledger.find(hash)
    if (entry?.tx === undefined || entry.tx === null) throw new Error(`no transaction ${hash} to mine`)
    if (entry.block !== null) throw new Error(`transaction ${hash} is in block ${entry.block.number} already`)
    return entry
  }
  const chosen = (transactions: MineOptions['transactions']): Entry[] => {
    if (transactions !== 'all') return (transactions ?? []).map(known)
    return [...ledger.all()].filter((entry) => entry.pooled)
  }
  /** A pool forgets what the account has used the nonce of. */
  const dropOvertaken = (block: Block): void => {
    if (block.transactions.length === 0) return
    for (const entry of ledger.all()) {
      if (entry.pooled && entry.tx !== null && block.noncesBefore.has(entry.tx.from)) {
        entry.pooled = entry.tx.nonce >= chain.nonceOf(entry.tx.from)
      }
    }
  }
  const mine = (content: MineOptions): MinedBlock => {
    const transactions = chosen(content.transactions)
    transactions.push(...options.source.create({ count: content.extra ?? 0 }))
    const reverted = new Set((content.reverted ?? []).map((hash) => ledger.of(hash)))
    const now = Math.floor(options.nowMs() / 1000)
    const timestamp = content.timestamp ?? Math.max(now, chain.latest.timestamp)
    const block = chain.append({ transactions, reverted, timestamp })
    dropOvertaken(block)
    if (content.announced !== false) options.announceHead(headText(block))
    return {
      number: block.number,
      hash: block.hash,
      parentHash: block.parentHash,
      timestamp,
      transactions: transactions.map(({ hash }) => hash),
    }
  }

  return {
    mine,
    reorg({ depth, blocks }) {
      for (const block of chain.remove(depth)) for (const entry of block.transactions) entry.pooled = true
      return blocks.map(mine)
    },
  }
}
