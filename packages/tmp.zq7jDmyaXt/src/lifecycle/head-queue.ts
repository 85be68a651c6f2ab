import type { BlockSeenData } from '@org/events'

/** A head as a source showed it. */
export interface AnnouncedHead {
  readonly head: BlockSeenData
  /** Index of the source. */
  readonly source: number
  /** When it came, Unix microseconds. */
  readonly arrivalUs: number
}

/** Heads on their way to the one loop that works them off. Bounded: when full the oldest gives way. */
export interface HeadQueue {
  readonly size: number
  /** Heads that gave way. What they showed is found again through the parent hashes of newer ones. */
  readonly overflowed: number
  push(head: AnnouncedHead): void
  peek(): AnnouncedHead | null
  shift(): AnnouncedHead | null
  /** Ends a wait that is under way, or the next one. */
  wake(): void
  /** Waits for a head, a `wake`, the end of `ms`, or the signal. Of one waiter only. */
  wait(signal: AbortSignal, ms?: number): Promise<void>
}

export function createHeadQueue(capacity: number): HeadQueue {
  const heads: AnnouncedHead[] = []
  let overflowed = 0
  let woken = false
  let waiter: (() => void) | null = null
  const wake = (): void => {
    woken = true
    waiter?.()
  }
  return {
    get size(): number {
      return heads.length
    },
    get overflowed(): number {
      return overflowed
    },
    push(head) {
      if (heads.length >= capacity) {
        heads.shift()
        overflowed++
      }
      heads.push(head)
      wake()
    },
    peek: () => heads[0] ?? null,
    shift: () => heads.shift() ?? null,
    wake,
    async wait(signal, ms) {
      if (!woken && !signal.aborted) {
        await new Promise<void>((resolve) => {
          const timer = ms === undefined ? undefined : setTimeout(end, ms)
          signal.addEventListener('abort', end, { once: true })
          waiter = end
          function end(): void {
            clearTimeout(timer)
            signal.removeEventListener('abort', end)
            waiter = null
            resolve()
          }
        })
      }
      woken = false
    },
  }
}
