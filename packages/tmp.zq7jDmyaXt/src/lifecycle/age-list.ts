/** What an {@link AgeList} needs of its members. An item is in one list at a time. */
export interface Aged<T extends Aged<T>> {
  older: T | null
  newer: T | null
  /** The list it is in. Written by the list alone, like its neighbours. */
  list: AgeList<T> | null
}

/**
 * Items in the order in which they were added, linked through themselves: adding, removing from anywhere and finding
 * the oldest are O(1) and allocate nothing. (The first key of a `Map` is not O(1): it skips every deleted entry.)
 */
export class AgeList<T extends Aged<T>> {
  #oldest: T | null = null
  #newest: T | null = null
  #size = 0

  get oldest(): T | null {
    return this.#oldest
  }

  get size(): number {
    return this.#size
  }

  /** Adds the item as the newest; it leaves the list it was in, also when that is this one. */
  add(item: T): void {
    item.list?.remove(item)
    item.list = this
    item.older = this.#newest
    if (this.#newest === null) this.#oldest = item
    else this.#newest.newer = item
    this.#newest = item
    this.#size++
  }

  /** Nothing when the item is not in this list. */
  remove(item: T): void {
    if (item.list !== this) return
    if (item.older === null) this.#oldest = item.newer
    else item.older.newer = item.newer
    if (item.newer === null) this.#newest = item.older
    else item.newer.older = item.older
    item.older = null
    item.newer = null
    item.list = null
    this.#size--
  }
}
