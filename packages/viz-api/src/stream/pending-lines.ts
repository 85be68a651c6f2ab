import type { EventBatch, EventHead } from '@org/events'

/** Batches gathered into one; its bytes are used again. */
export interface PendingLines extends EventBatch {
  readonly bytes: Uint8Array
  /** Copies a batch behind what is there. */
  add(batch: EventBatch): void
  /** Forgets everything. */
  clear(): void
}

/** Room that is kept for the next batches: memory made anew has the garbage collector mark all of the heap sooner. */
const KEPT_BYTES = 8 * 1024 * 1024

export function createPendingLines(): PendingLines {
  let room = new Uint8Array(0)
  let used = 0
  let events: EventHead[] = []
  let ends: number[] = []

  function grow(bytes: number): void {
    const larger = new Uint8Array(Math.max(bytes, 2 * room.length))
    larger.set(room.subarray(0, used))
    room = larger
  }

  return {
    get events() {
      return events
    },
    get ends() {
      return ends
    },
    get bytes() {
      return room.subarray(0, used)
    },
    add(batch) {
      const { bytes } = batch
      if (used + bytes.length > room.length) grow(used + bytes.length)
      room.set(bytes, used)
      for (const event of batch.events) events.push(event)
      for (const end of batch.ends) ends.push(used + end)
      used += bytes.length
    },
    clear() {
      if (room.length > KEPT_BYTES) room = new Uint8Array(0)
      used = 0
      events = []
      ends = []
    },
  }
}
