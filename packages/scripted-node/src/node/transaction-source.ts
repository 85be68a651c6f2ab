import type { Hash } from '@org/events'
import type { NewTransactions } from '../control.ts'
import type { Random } from '../random.ts'
import type { EncodeTransaction } from '../transactions/encode-transaction.ts'
import type { EncodedTransaction } from '../transactions/transaction-fields.ts'
import type { TransactionGenerator } from '../transactions/transaction-generator.ts'
import type { Entry, Ledger } from './ledger.ts'

/** Makes transactions and puts them into the ledger. */
export interface TransactionSource {
  /** Makes so many beforehand: the next ones that are created cost next to nothing. */
  prepare(count: number): void
  create(transactions: NewTransactions): readonly Entry[]
  /** A hash of no transaction. */
  unknown(): Entry
}

export function createTransactionSource(
  generator: TransactionGenerator,
  encode: EncodeTransaction,
  ledger: Ledger,
  random: Random,
): TransactionSource {
  /** The last one is the next. */
  let prepared: EncodedTransaction[] = []

  return {
    prepare(count) {
      const more: EncodedTransaction[] = []
      while (more.length + prepared.length < count) more.push(encode(generator.next()))
      prepared = [...more.reverse(), ...prepared]
    },
    create(wanted) {
      const entries: Entry[] = []
      if ('transactions' in wanted) {
        for (const request of wanted.transactions) entries.push(ledger.add(encode(generator.next(request))))
        return entries
      }
      for (let i = 0; i < wanted.count; i++) {
        entries.push(ledger.add(prepared.pop() ?? encode(generator.next())))
      }
      return entries
    },
    unknown: () => ledger.of(`0x${random.hex(32)}` as Hash), // 32 bytes in hex
  }
}
