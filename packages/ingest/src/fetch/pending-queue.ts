import type { PendingTx } from '../dedupe/sightings.ts'

/** A first-in-first-out queue whose steps are O(1) on average. Its owner bounds it. */
export interface PendingQueue {
  readonly size: number
  push(pending: PendingTx): void
  /** Removes and returns up to `count` of the oldest. */
  take(count: number): PendingTx[]
}

const COMPACT_FROM = 1024

export function createPendingQueue(): PendingQueue {
  let items: PendingTx[] = []
  let head = 0
  return {
    get size(): number {
      return items.length - head
    },
    push(pending) {
      items.push(pending)
    },
    take(count) {
      const taken = items.slice(head, head + count)
      head += taken.length
      if (head === items.length) {
        items = []
        head = 0
      } else if (head >= COMPACT_FROM && head * 2 >= items.length) {
        items = items.slice(head)
        head = 0
      }
      return taken
    },
  }
}
