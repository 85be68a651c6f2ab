/** A list that is always in order. Adding and removing cost a binary search and a move within one short block. */
export interface SortedList<T> {
  readonly size: number
  add(item: T): void
  /** Removes an item that is in the list; anything else changes nothing. */
  remove(item: T): void
  /** From the first to the last. Not to be changed while it is walked. */
  [Symbol.iterator](): Generator<T, void, undefined>
}

const BLOCK = 256

/** @param compare a total order: 0 only for the same item. */
export function createSortedList<T>(compare: (left: T, right: T) => number): SortedList<T> {
  // Never an empty block.
  const blocks: T[][] = []
  let size = 0

  /** Index of the first block whose last item is not before `item`. */
  function blockOf(item: T): number {
    let low = 0
    let high = blocks.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const last = blocks[middle]?.at(-1)
      if (last !== undefined && compare(last, item) < 0) low = middle + 1
      else high = middle
    }
    return low
  }

  function indexIn(block: readonly T[], item: T): number {
    let low = 0
    let high = block.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const other = block[middle]
      if (other !== undefined && compare(other, item) < 0) low = middle + 1
      else high = middle
    }
    return low
  }

  return {
    get size(): number {
      return size
    },
    add(item: T): void {
      size++
      // Behind everything: it belongs to the end of the last block.
      const at = Math.min(blockOf(item), blocks.length - 1)
      const block = blocks[at]
      if (block === undefined) {
        blocks.push([item])
        return
      }
      block.splice(indexIn(block, item), 0, item)
      if (block.length > BLOCK) blocks.splice(at + 1, 0, block.splice(BLOCK / 2))
    },
    remove(item: T): void {
      const at = blockOf(item)
      const block = blocks[at]
      if (block === undefined) return
      const index = indexIn(block, item)
      if (block[index] !== item) return
      size--
      block.splice(index, 1)
      if (block.length === 0) blocks.splice(at, 1)
    },
    *[Symbol.iterator](): Generator<T, void, undefined> {
      for (const block of blocks) yield* block
    },
  }
}
