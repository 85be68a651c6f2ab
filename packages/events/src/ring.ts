/** A bounded first-in-first-out buffer that drops its oldest element when full. All steps O(1). */
export interface Ring<T> {
  readonly capacity: number
  readonly size: number
  /** Adds at the end; returns what had to leave, if anything did. */
  push(value: T): T | undefined
  /** Element by age: 0 is the oldest, `size - 1` the newest. */
  at(index: number): T | undefined
  clear(): void
}

/** @param capacity at least 1. */
export function createRing<T>(capacity: number): Ring<T> {
  if (!Number.isSafeInteger(capacity) || capacity < 1) throw new RangeError(`ring capacity ${capacity}`)
  let slots: T[] = []
  let start = 0
  return {
    capacity,
    get size(): number {
      return slots.length
    },
    push(value: T): T | undefined {
      if (slots.length < capacity) {
        slots.push(value)
        return undefined
      }
      const oldest = slots[start]
      slots[start] = value
      start = start + 1 === capacity ? 0 : start + 1
      return oldest
    },
    at(index: number): T | undefined {
      if (index < 0 || index >= slots.length) return undefined
      const slot = start + index
      return slots[slot < capacity ? slot : slot - capacity]
    },
    clear(): void {
      slots = []
      start = 0
    },
  }
}
