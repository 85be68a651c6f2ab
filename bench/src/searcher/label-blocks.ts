import type { DraftOf } from '@org/events'
import type { ChainRegistry } from '@org/searcher'
import { type LabelledSet, type LabelledTransaction, NO_LABEL, seenAt } from './labelled-set.ts'
import type { BlockData } from './read-blocks.ts'
import { readTransaction } from './read-transaction.ts'
import { labelFromReceipt } from './truth/label-from-receipt.ts'
import { readReceipt } from './truth/read-receipt.ts'

/** Labels mined transactions by their receipts. What cannot be read is counted under its reason. */
export function labelBlocks(
  name: string,
  { transactions, receipts }: BlockData,
  chain: ChainRegistry,
): { readonly set: LabelledSet; readonly unreadable: ReadonlyMap<string, number> } {
  const rows: LabelledTransaction[] = []
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
  }
  return {
    set: { name, chainId: chain.chainId, registry: undefined, baseFeeWei: null, rows },
    unreadable,
  }
}

/** How much the searcher can know of a transaction before reading it. */
function groupOf({ data }: DraftOf<'TxDecoded'>, chain: ChainRegistry): string {
  if (data.to === null || data.input === '0x') return 'no call'
  return chain.contract(data.to) === undefined ? 'a contract that nobody listed' : 'a listed contract'
}
