import type { ReadPlaces } from './read-limits.ts'

/** Lets a bounded number of reads run, a bounded number wait in order, and refuses the rest. */
export interface Places {
  /** `null` when too many wait already; the read was not begun then. Rejects with the reason of the signal. */
  run<T>(read: () => Promise<T>, signal: AbortSignal): Promise<T> | null
  /** Reads that run and wait. */
  size(): number
}

export function createPlaces(limits: ReadPlaces): Places {
  const queue = new Set<() => void>()
  let running = 0

  async function turn(signal: AbortSignal): Promise<void> {
    const mine = Promise.withResolvers<void>()
    const give = (): void => mine.resolve()
    const onAbort = (): void => {
      if (queue.delete(give)) mine.reject(signal.reason)
    }
    queue.add(give)
    signal.addEventListener('abort', onAbort, { once: true })
    try {
      await mine.promise
    } finally {
      signal.removeEventListener('abort', onAbort)
    }
  }

  function leave(): void {
    const [next] = queue
    // The place passes on without being given back in between.
    if (next === undefined) running -= 1
    else {
      queue.delete(next)
      next()
    }
  }

  return {
    run<T>(read: () => Promise<T>, signal: AbortSignal): Promise<T> | null {
      const isFree = running < limits.running
      if (!isFree && queue.size >= limits.waiting) return null
      if (isFree) running += 1
      return (async () => {
        if (!isFree) await turn(signal)
        try {
          signal.throwIfAborted()
          return await read()
        } finally {
          leave()
        }
      })()
    },
    size: () => running + queue.size,
  }
}
