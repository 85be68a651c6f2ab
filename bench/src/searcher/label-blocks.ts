import type { DraftOf } from '@org/events'
import type { ChainRegistry } from '@org/searcher'
import { type LabelledSet, type LabelledTransaction, NO_LABEL, seenAt } from './labelled-set.ts'
import type { BlockData } from './read-blocks.ts'
import { fieldsOf, readTransaction } from './read-transaction.ts'
import { labelFromReceipt } from './truth/label-from-receipt.ts'
import { readReceipt } from './truth/read-receipt.ts'
import { type Mined, takenOpportunities } from './truth/taken-opportunities.ts'

/** Labels mined transactions by their receipts. What cannot be read is counted under its reason. */
export function labelBlocks(
  name: string,
  { transactions, receipts }: BlockData,
  chain: ChainRegistry,
): { readonly set: LabelledSet; readonly unreadable: ReadonlyMap<string, number> } {
  const rows: LabelledTransaction[] = []
  const mined: Mined[] = []
  const unreadable = new Map<string, number>()
  for (const value of transactions) {
    const transaction = readTransaction(value, chain.chainId, 'blocks', seenAt(rows.length))
    if (typeof transaction === 'string') {
      unreadable.set(transaction, (unreadable.get(transaction) ?? 0) + 1)
      continue
    }
    const receipt = readReceipt(receipts.get(transaction.tx_hash))
    const label =
      receipt === null
        ? { ...NO_LABEL, note: 'no receipt' }
        : labelFromReceipt(transaction, receipt, chain.wrappedNative)
    rows.push({ transaction, label, group: groupOf(transaction, chain) })
    if (receipt === null) continue
    const { sender, to } = transaction.data
    const block = String(fieldsOf(value)?.blockNumber)
    mined.push({ hash: transaction.tx_hash, block, sender, to, logs: receipt.logs })
  }
  return {
    set: {
      name,
      chainId: chain.chainId,
      registry: undefined,
      baseFeeWei: null,
      rows: withTaken(rows, mined),
    },
    unreadable,
  }
}

/** Adds what others took, to what has a receipt. */
function withTaken(
  rows: readonly LabelledTransaction[],
  mined: readonly Mined[],
): readonly LabelledTransaction[] {
  const taken = takenOpportunities(mined)
  const known = new Set(mined.map(({ hash }) => hash))
  return rows.map((row) => {
    const hash = row.transaction.tx_hash
    return known.has(hash) ? { ...row, label: { ...row.label, taken: taken.get(hash) ?? [] } } : row
  })
}

/** How much the searcher can know of a transaction before reading it. */
function groupOf({ data }: DraftOf<'TxDecoded'>, chain: ChainRegistry): string {
  if (data.to === null || data.input === '0x') return 'no call'
  return chain.contract(data.to) === undefined ? 'a contract that nobody listed' : 'a listed contract'
}
