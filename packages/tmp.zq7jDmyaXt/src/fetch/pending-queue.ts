import type { PendingTx } from '../dedupe/sightings.ts'

/** A first-in-first-out queue that takes back what it gave, all in O(1) on average. Its owner bounds it. */
export interface PendingQueue {
  readonly size: number
  push(pending: PendingTx): void
  /** Puts some back: they are next, in their order, after those that were put back before. */
  putBack(pendings: readonly PendingTx[]): void
  /** The oldest, which stays. */
  peek(): PendingTx | undefined
  /** Removes and returns the oldest. */
  shift(): PendingTx | undefined
}

const COMPACT_FROM = 1024

export function createPendingQueue(): PendingQueue {
  const returned = new Fifo()
  const fresh = new Fifo()
  return {
    get size(): number {
      return returned.size + fresh.size
    },
    push: (pending) => fresh.push(pending),
    putBack(pendings) {
      for (const pending of pendings) returned.push(pending)
    },
    peek: () => returned.peek() ?? fresh.peek(),
    shift: () => returned.shift() ?? fresh.shift(),
  }
}

class Fifo {
  #items: PendingTx[] = []
  #head = 0

  get size(): number {
    return this.#items.length - this.#head
  }

  push(pending: PendingTx): void {
    this.#items.push(pending)
  }

  peek(): PendingTx | undefined {
    return this.#items[this.#head]
  }

  shift(): PendingTx | undefined {
    const first = this.#items[this.#head]
    if (first === undefined) return undefined
    this.#head++
    if (this.#head === this.#items.length) {
      this.#items = []
      this.#head = 0
    } else if (this.#head >= COMPACT_FROM && this.#head * 2 >= this.#items.length) {
      this.#items = this.#items.slice(this.#head)
      this.#head = 0
    }
    return first
  }
}
