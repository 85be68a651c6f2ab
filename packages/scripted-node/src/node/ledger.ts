import type { Hash } from '@org/events'
import type { HashReport } from '../counts.ts'
import type { EncodedTransaction } from '../transactions/transaction-fields.ts'
import type { Block } from './block.ts'

/** One hash the node has spoken of: its transaction, where that is, and what was said about it. */
export class Entry {
  readonly hash: Hash
  /** `null` for a hash that was announced or asked for and is of no transaction. */
  readonly tx: EncodedTransaction | null
  /** In the pool: pending. */
  pooled: boolean
  block: Block | null = null
  indexInBlock = 0
  sent = 0
  unseen = 0
  firstSentUs = 0
  lastSentUs = 0
  lastUnseenUs = 0
  asked = 0
  bodies = 0
  faultyBodies = 0
  nulls = 0
  errors = 0

  constructor(hash: Hash, tx: EncodedTransaction | null) {
    this.hash = hash
    this.tx = tx
    this.pooled = tx !== null
  }

  report(): HashReport {
    return {
      hash: this.hash,
      known: this.tx !== null,
      sent: this.sent,
      unseen: this.unseen,
      firstSentUs: this.sent === 0 ? null : this.firstSentUs,
      lastSentUs: this.sent === 0 ? null : this.lastSentUs,
      lastUnseenUs: this.unseen === 0 ? null : this.lastUnseenUs,
      asked: this.asked,
      bodies: this.bodies,
      faultyBodies: this.faultyBodies,
      nulls: this.nulls,
      errors: this.errors,
    }
  }
}

/** The transactions and hashes the node remembers: the latest `capacity` of them, older ones are forgotten. */
export interface Ledger {
  add(tx: EncodedTransaction): Entry
  /** The entry of a hash; a new one without a transaction when there is none. */
  of(hash: Hash): Entry
  find(hash: string): Entry | undefined
  /** From the oldest to the latest. */
  all(): Iterable<Entry>
}

export function createLedger(capacity: number): Ledger {
  const byHash = new Map<string, Entry>()
  const ring: Entry[] = []
  let oldest = 0

  const put = (entry: Entry): Entry => {
    if (ring.length < capacity) ring.push(entry)
    else {
      const forgotten = ring[oldest]
      if (forgotten !== undefined) byHash.delete(forgotten.hash)
      ring[oldest] = entry
      oldest = (oldest + 1) % capacity
    }
    byHash.set(entry.hash, entry)
    return entry
  }

  return {
    add: (tx) => put(new Entry(tx.hash, tx)),
    of: (hash) => byHash.get(hash) ?? put(new Entry(hash, null)),
    find: (hash) => byHash.get(hash),
    *all() {
      yield* ring.slice(oldest)
      yield* ring.slice(0, oldest)
    },
  }
}
