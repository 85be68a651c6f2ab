import type { Address } from '@org/events'
import type { Aged, AgeList } from './age-list.ts'
import type { PoolTransaction } from './pool-transaction.ts'

/** Hears where each transaction of a queue stands. Must not change the queue meanwhile. */
export interface QueueListener {
  /** Every nonce from the account's next one up to its own is there. */
  ready(tx: PoolTransaction): void
  /** @param expectedNonce the first nonce that is missing below its own */
  blocked(tx: PoolTransaction, expectedNonce: number): void
  /** Its nonce is used, and no block that was seen holds it. */
  stale(tx: PoolTransaction): void
}

/**
 * The pending transactions of one account by nonce, and the account's next nonce as far as it is known.
 *
 * Below the next nonce stand those whose nonce is used by now, several of one nonce if need be, since which of them was
 * mined is not known. From it on each nonce has one transaction, except between an {@link unmined} and the
 * {@link conflict}s being settled. A sorted array: most accounts have one or two, none more than the sender limit.
 */
export class SenderQueue implements Aged<SenderQueue> {
  readonly address: Address
  /** Ascending by nonce. Written by the queue alone. */
  txs: PoolTransaction[] = []
  /** Next nonce to be mined; `null` before anybody told. */
  next: number | null = null
  /** What the blocks of the chain prove it to be at least. */
  #proven = 0
  /** The first nonce from `next` on that no transaction has, as of the last `settle`. */
  #expected = 0
  /** When it was last asked for, and when it may be asked again; milliseconds of the monotonic clock. */
  askedMs = Number.NEGATIVE_INFINITY
  dueMs = 0
  /** Checks in a row that said nothing new. */
  checks = 0
  older: SenderQueue | null = null
  newer: SenderQueue | null = null
  list: AgeList<SenderQueue> | null = null

  constructor(address: Address) {
    this.address = address
  }

  /**
   * A node's word for the next nonce. It may lower what a node said before, never what blocks prove.
   * @returns whether it changes anything
   */
  seed(nonce: number): boolean {
    const before = this.next
    this.next = Math.max(nonce, this.#proven)
    return this.next !== before
  }

  /** A node holds a transaction of this nonce for mined, in a block that was not seen. */
  used(nonce: number): void {
    if (this.next !== null) this.next = Math.max(this.next, nonce + 1)
  }

  /** A block of the chain holds a transaction of this nonce. */
  mined(nonce: number): void {
    this.#proven = Math.max(this.#proven, nonce + 1)
    this.next = Math.max(this.next ?? 0, this.#proven)
  }

  /** A block that held a transaction of this nonce left the chain. */
  unmined(nonce: number): void {
    this.#proven = Math.min(this.#proven, nonce)
    if (this.next !== null) this.next = Math.min(this.next, nonce)
  }

  /** Forgets what is known of the nonce: the chain began anew. */
  distrust(): void {
    this.next = null
    this.#proven = 0
  }

  /** True when its nonce is known to be used. */
  isStale(tx: PoolTransaction): boolean {
    return this.next !== null && tx.nonce < this.next
  }

  /** Those of one nonce, in the order of their insertion. */
  at(nonce: number): readonly PoolTransaction[] {
    const from = this.#firstFrom(nonce)
    let to = from
    while (this.txs[to]?.nonce === nonce) to++
    return from === to ? NONE : this.txs.slice(from, to)
  }

  /** Adds a transaction; of the same nonce the one that was seen first comes first. @returns its index */
  insert(tx: PoolTransaction): number {
    const { length } = this.txs
    if (length === 0) {
      // Written out: an array that begins empty takes room for seventeen with its first element.
      this.txs = [tx]
      return 0
    }
    let index = this.#firstFrom(tx.nonce + 1)
    while (isSeenLater(this.txs[index - 1], tx)) index--
    if (index === length) this.txs.push(tx)
    else this.txs.splice(index, 0, tx)
    return index
  }

  /** Nothing when it is not there. */
  remove(tx: PoolTransaction): void {
    let index = this.#firstFrom(tx.nonce)
    while (this.txs[index] !== tx) {
      if (this.txs[index]?.nonce !== tx.nonce) return
      index++
    }
    if (this.txs.length === 1) this.txs = []
    else this.txs.splice(index, 1)
  }

  /** The first two transactions of one nonce that is known not to be used, in the order in which they were seen. */
  conflict(): readonly [PoolTransaction, PoolTransaction] | null {
    if (this.next === null) return null
    let before: PoolTransaction | null = null
    for (const tx of this.txs) {
      if (before?.nonce === tx.nonce && !this.isStale(tx)) return [before, tx]
      before = tx
    }
    return null
  }

  /** Says of every transaction where it stands; of none before the next nonce is known. */
  settle(listener: QueueListener): void {
    if (this.next === null) return
    let expected = this.next
    for (const tx of this.txs) {
      if (tx.nonce < this.next) listener.stale(tx)
      else if (tx.nonce === expected) {
        expected++
        listener.ready(tx)
      } else listener.blocked(tx, expected)
    }
    this.#expected = expected
  }

  /** The same after one insertion: says where that one stands, and those that it makes ready. */
  settleInserted(index: number, listener: QueueListener): void {
    const tx = this.txs[index]
    if (this.next === null || tx === undefined) return
    if (tx.nonce < this.next) listener.stale(tx)
    else if (tx.nonce > this.#expected) listener.blocked(tx, this.#expected)
    else if (tx.nonce < this.#expected) listener.ready(tx)
    else {
      for (let i = index; this.txs[i]?.nonce === this.#expected; i++) {
        this.#expected++
        const follower = this.txs[i]
        if (follower !== undefined) listener.ready(follower)
      }
    }
  }

  /** Index of the first transaction whose nonce is not below. */
  #firstFrom(nonce: number): number {
    let low = 0
    let high = this.txs.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const tx = this.txs[middle]
      if (tx !== undefined && tx.nonce < nonce) low = middle + 1
      else high = middle
    }
    return low
  }
}

const NONE: readonly PoolTransaction[] = []

function isSeenLater(one: PoolTransaction | undefined, tx: PoolTransaction): boolean {
  return one !== undefined && one.nonce === tx.nonce && one.arrivalUs > tx.arrivalUs
}
