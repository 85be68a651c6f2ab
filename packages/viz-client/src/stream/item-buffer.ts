import type { StreamItem } from './item.ts'

/** Items between the connection and the reader: what is full says so, and nothing is let go. */
export interface ItemBuffer {
  /** Adds an item also when full: what came must not be lost. */
  push(item: StreamItem): void
  isFull(): boolean
  /** Resolves when half of it is free; by `end` or `clear` when the signal has aborted. */
  drained(signal: AbortSignal): Promise<void>
  /** The next item; waits for it. `null` once it ended and nothing is left. @throws what it failed with */
  take(): Promise<StreamItem | null>
  /** Nothing comes any more. Idempotent. @param error what `take` throws after the last item */
  end(error?: unknown): void
  /** Lets go of everything, for a reader that left. */
  clear(): void
}

/** @param maxEvents events, over all items, at which it counts as full */
export function createItemBuffer(maxEvents: number): ItemBuffer {
  const items: StreamItem[] = []
  let held = 0
  let ended: { readonly error: unknown } | null = null
  let wakeReader: () => void = () => {}
  let wakeWriter: () => void = () => {}

  return {
    push(item) {
      const last = items.at(-1)
      // A hidden run only moves the position on: one item for many.
      if (isEmpty(item) && last !== undefined && isEmpty(last)) items.pop()
      items.push(item)
      held += sizeOf(item)
      wakeReader()
    },
    isFull: () => held >= maxEvents,
    async drained(signal) {
      while (held > maxEvents / 2 && !signal.aborted) {
        await new Promise<void>((resolve) => {
          wakeWriter = resolve
        })
      }
    },
    async take() {
      for (;;) {
        const item = items.shift()
        if (item !== undefined) {
          held -= sizeOf(item)
          wakeWriter()
          return item
        }
        if (ended !== null) {
          if (ended.error !== undefined) throw ended.error
          return null
        }
        await new Promise<void>((resolve) => {
          wakeReader = resolve
        })
      }
    },
    end(error) {
      ended ??= { error }
      wakeReader()
      wakeWriter()
    },
    clear() {
      items.length = 0
      held = 0
      wakeWriter()
    },
  }
}

function sizeOf(item: StreamItem): number {
  return item.kind === 'events' ? item.events.length : 0
}

function isEmpty(item: StreamItem): boolean {
  return item.kind === 'events' && item.events.length === 0
}
