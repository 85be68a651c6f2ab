import type { Address } from '@org/events'
import { createGenerationMap } from '../opportunities/generation-map.ts'

/** What was seen of a transaction's sender before it, on the same chain. */
export interface SenderView {
  /** Transactions in the five to ten minutes before. */
  readonly transactions: number
  /** Of these, those that swap. */
  readonly swaps: number
  /** Microseconds since its first transaction; 0 for the first one, and after it was forgotten. */
  readonly knownUs: number
  /** How many nonces above the lowest that was seen pending since the block before last. */
  readonly noncePosition: number
}

/** Bounded memory of senders of one chain. */
export interface SenderMemory {
  onHead(): void
  /** What is known before this transaction; notes it. */
  observe(sender: Address, nonce: number, swaps: boolean, nowUs: number): SenderView
}

/** Senders kept: between half and all of them, some 300 bytes each. */
const SENDERS = 8_192
const BUCKET_US = 5 * 60 * 1_000_000
/** Nonces seen longer ago are not taken for pending. */
const PENDING_US = 60 * 1_000_000

interface SenderEntry {
  readonly firstUs: number
  lastUs: number
  /** Number of the five minutes that `transactions` and `swaps` are of. */
  bucket: number
  transactions: number
  swaps: number
  earlierTransactions: number
  earlierSwaps: number
  head: number
  /** Lowest nonce since the latest block, and in the one before. */
  lowest: number
  earlierLowest: number
}

/** Remembers how many transactions senders showed lately, and their lowest pending nonces. */
export function createSenderMemory(): SenderMemory {
  const entries = createGenerationMap<SenderEntry>(SENDERS)
  let head = 0
  return {
    onHead() {
      head++
    },
    observe(sender, nonce, swaps, nowUs) {
      const bucket = Math.floor(nowUs / BUCKET_US)
      const entry = entries.get(sender) ?? newEntry(nonce, nowUs, bucket, head)
      turnBucket(entry, bucket)
      turnHead(entry, head, nowUs)
      const lowest = Math.min(entry.lowest, entry.earlierLowest, nonce)
      const view: SenderView = {
        transactions: entry.transactions + entry.earlierTransactions,
        swaps: entry.swaps + entry.earlierSwaps,
        knownUs: Math.max(0, nowUs - entry.firstUs),
        noncePosition: nonce - lowest,
      }
      entry.transactions++
      if (swaps) entry.swaps++
      if (nonce < entry.lowest) entry.lowest = nonce
      entry.lastUs = nowUs
      entries.set(sender, entry)
      return view
    },
  }
}

function newEntry(nonce: number, nowUs: number, bucket: number, head: number): SenderEntry {
  return {
    firstUs: nowUs,
    lastUs: nowUs,
    bucket,
    transactions: 0,
    swaps: 0,
    earlierTransactions: 0,
    earlierSwaps: 0,
    head,
    lowest: nonce,
    earlierLowest: Number.MAX_SAFE_INTEGER,
  }
}

/** Times of sources may be a little out of order: an older bucket counts into the present one. */
function turnBucket(entry: SenderEntry, bucket: number): void {
  if (bucket <= entry.bucket) return
  const adjacent = bucket === entry.bucket + 1
  entry.earlierTransactions = adjacent ? entry.transactions : 0
  entry.earlierSwaps = adjacent ? entry.swaps : 0
  entry.transactions = 0
  entry.swaps = 0
  entry.bucket = bucket
}

function turnHead(entry: SenderEntry, head: number, nowUs: number): void {
  const old = nowUs - entry.lastUs > PENDING_US
  if (head === entry.head && !old) return
  entry.earlierLowest = head === entry.head + 1 && !old ? entry.lowest : Number.MAX_SAFE_INTEGER
  entry.lowest = Number.MAX_SAFE_INTEGER
  entry.head = head
}
