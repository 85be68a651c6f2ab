/**
 * Items in the order of their places, oldest first. An item that leaves or moves up stays behind as an empty slot
 * until it is the oldest, so that every change is O(1); its owner bounds the slots.
 */
export interface Timeline<T> {
  /** Slots, the empty ones included. */
  readonly size: number
  /** Adds at the end; places must ascend. */
  push(item: T): void
  /** The place of the oldest slot; 0 when there is none. */
  oldestPlace(): number
  /** Removes the oldest slot and returns what was put there: it has left when its place is another one now. */
  shift(): T | undefined
  /** Items below a place, newest first. Not to be changed while it is walked. */
  below(place: number): Generator<T, void, undefined>
}

/** Slots that were shifted are given back when there are so many of them, and more than of the others. */
const COMPACT_FROM = 1024

/** @param placeOf the place of an item, above 0; any other number than it was put there with when it has left. */
export function createTimeline<T>(placeOf: (item: T) => number): Timeline<T> {
  let items: (T | undefined)[] = []
  let places: number[] = []
  let head = 0

  /** Index of the first slot whose place is not below `place`. */
  function lowerBound(place: number): number {
    let low = head
    let high = places.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((places[middle] ?? 0) < place) low = middle + 1
      else high = middle
    }
    return low
  }

  return {
    get size(): number {
      return places.length - head
    },
    push(item: T): void {
      items.push(item)
      places.push(placeOf(item))
    },
    shift(): T | undefined {
      const item = items[head]
      if (item === undefined) return undefined
      // Not kept alive until the slots are given back.
      items[head] = undefined
      head++
      if (head >= COMPACT_FROM && head * 2 > places.length) {
        items = items.slice(head)
        places = places.slice(head)
        head = 0
      }
      return item
    },
    oldestPlace: () => places[head] ?? 0,
    *below(place: number): Generator<T, void, undefined> {
      for (let index = lowerBound(place) - 1; index >= head; index--) {
        const item = items[index]
        if (item !== undefined && placeOf(item) === places[index]) yield item
      }
    },
  }
}
