/** Not more often: what is given back must be asked for again, a page fault for every 4 kB. */
const INTERVAL_MS = 20_000

/**
 * Has the embedded engine give back memory that it holds and does not use. Its allocator keeps what merges and inserts
 * once needed: 150 MB of 630 after a hundred inserts of 6,000 events, and more with every larger merge. Takes 10 to
 * 25 ms, not of the main thread.
 */
export interface MemoryReturn {
  /** To be called when the engine has nothing else to do; never rejects. */
  whenDue(): Promise<void>
}

/** @param monotonicMs @default the system's */
export function createMemoryReturn(
  command: (statement: string) => Promise<unknown>,
  monotonicMs: () => number = () => performance.now(),
): MemoryReturn {
  let lastMs = monotonicMs()
  let isKnown = true
  return {
    async whenDue() {
      if (!isKnown || monotonicMs() - lastMs < INTERVAL_MS) return
      lastMs = monotonicMs()
      try {
        await command('SYSTEM JEMALLOC PURGE')
      } catch {
        // An engine with another allocator: it costs memory, nothing else.
        isKnown = false
      }
    },
  }
}
