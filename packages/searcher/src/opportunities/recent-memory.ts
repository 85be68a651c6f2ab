import type { Address, DraftOf, Hash } from '@org/events'
import type { Analysis } from '../features/analyze-transaction.ts'
import { createGenerationMap } from './generation-map.ts'
import type { RecentSwap, RecentTransaction, RecentView } from './recent.ts'

/** Older sightings are not compared with: most have been mined or dropped. */
const MAX_AGE_US = 60_000_000
const MAX_AGE_HEADS = 2
/** Most transactions kept per chain by sender and nonce, and most pools by name; at least the newest half. */
const CAPACITY = 8_192

/** What one chain showed shortly before; bounded, the oldest leave first. */
export interface RecentMemory {
  /** Notes a new head: what was seen three heads ago is not compared with any more. */
  onHead(): void
  /** The view at the time of a transaction. */
  at(nowUs: number): RecentView
  remember(transaction: DraftOf<'TxDecoded'>, txHash: Hash, analysis: Analysis): void
}

export function createRecentMemory(): RecentMemory {
  const bySender = createGenerationMap<RecentTransaction>(CAPACITY)
  const byPool = createGenerationMap<RecentSwap>(CAPACITY)
  let head = 0
  let nowUs = 0

  const isRecent = (entry: RecentTransaction): boolean =>
    head - entry.head <= MAX_AGE_HEADS && nowUs - entry.seenUs <= MAX_AGE_US
  const view: RecentView = {
    onPool(pool) {
      const entry = byPool.get(pool)
      return entry !== undefined && isRecent(entry.transaction) ? entry : null
    },
    ofSender(sender, nonce) {
      const entry = bySender.get(senderKey(sender, nonce))
      return entry !== undefined && isRecent(entry) ? entry : null
    },
  }

  return {
    onHead() {
      head++
    },
    at(time) {
      nowUs = time
      return view
    },
    remember(transaction, txHash, analysis) {
      const { data } = transaction
      const entry: RecentTransaction = {
        txHash,
        sender: data.sender,
        nonce: data.nonce,
        seenUs: transaction.ingest_ts_unix_us,
        head,
        category: analysis.features.category,
        nativeValue: analysis.nativeValue,
      }
      bySender.set(senderKey(entry.sender, entry.nonce), entry)
      for (const { pool, sellsFirst } of analysis.pools) {
        byPool.set(detached(pool), { transaction: entry, sellsFirst })
      }
    },
  }
}

function senderKey(sender: Address, nonce: number): string {
  return `${sender}:${nonce}`
}

/**
 * A copy that shares nothing. Strings cut out of calldata keep all of it alive (up to megabytes for one address),
 * which is fine for the life of an event and not for a memory.
 */
function detached(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1')
}
