/** A map that forgets its oldest entry when full. Setting a key makes it the newest. All steps O(1). */
export interface BoundedMap<Value> {
  readonly size: number
  get(key: string): Value | undefined
  set(key: string, value: Value): void
}

/** @param capacity at least 1. */
export function createBoundedMap<Value>(capacity: number): BoundedMap<Value> {
  if (!Number.isSafeInteger(capacity) || capacity < 1) throw new RangeError(`map capacity ${capacity}`)
  const entries = new Map<string, Value>()
  return {
    get size(): number {
      return entries.size
    },
    get: (key) => entries.get(key),
    set(key, value) {
      entries.delete(key)
      if (entries.size >= capacity) {
        const oldest = entries.keys().next()
        if (!oldest.done) entries.delete(oldest.value)
      }
      entries.set(key, value)
    },
  }
}
