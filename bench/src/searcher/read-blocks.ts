import { parseHash, quantityToNumber } from '@org/events'
import { fieldsOf } from './read-transaction.ts'

/** Blocks of a chain with the receipts of their transactions, as far as they were there. */
export interface BlockData {
  /** In the order of blocks and of their transactions, as the node gave them. */
  readonly transactions: readonly unknown[]
  /** By transaction hash. */
  readonly receipts: ReadonlyMap<string, unknown>
}

/**
 * Reads what `eth_getBlockByNumber(…, true)`, `eth_getBlockReceipts` and `eth_getTransactionReceipt` answer: the answers
 * or their results, one or many, as one JSON value or one a line, in any order and in any number of texts.
 */
export function readBlocks(texts: readonly string[]): BlockData {
  const blocks: { readonly number: number; readonly transactions: readonly unknown[] }[] = []
  const receipts = new Map<string, unknown>()

  const take = (value: unknown): void => {
    if (Array.isArray(value)) {
      value.forEach(take)
      return
    }
    const fields = fieldsOf(value)
    if (fields === null) return
    const hash = parseHash(fields.transactionHash)
    if (hash !== null && Array.isArray(fields.logs)) receipts.set(hash, fields)
    else if (Array.isArray(fields.transactions)) {
      blocks.push({ number: quantityToNumber(fields.number) ?? 0, transactions: fields.transactions })
      for (const transaction of fields.transactions) take(fieldsOf(transaction)?.receipt)
      take(fields.receipts)
    } else {
      // An answer of JSON-RPC, or an object that holds several things by name.
      for (const part of [fields.result, fields.block, fields.blocks, fields.receipts]) take(part)
    }
  }

  for (const text of texts) for (const value of valuesOf(text)) take(value)
  blocks.sort((a, b) => a.number - b.number)
  return { transactions: blocks.flatMap(({ transactions }) => transactions), receipts }
}

function valuesOf(text: string): readonly unknown[] {
  try {
    return [JSON.parse(text)]
  } catch {
    return text.split('\n').flatMap((line): unknown[] => (line.trim() === '' ? [] : [JSON.parse(line)]))
  }
}
