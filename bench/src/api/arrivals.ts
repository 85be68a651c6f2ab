import { setTimeout as sleep } from 'node:timers/promises'
import type { Storage } from '@org/storage'
import { transactionGroup } from '../storage/event-mix.ts'

/** Transactions that arrive at an even rate until they are stopped. */
export interface Arrivals {
  /** Resolves with how many there were. */
  stop(): Promise<number>
}

export function startArrivals(storage: Storage, first: number, perSecond: number): Arrivals {
  let ended = false
  let made = 0
  const running = (async () => {
    const began = performance.now()
    while (!ended) {
      const due = ((performance.now() - began) * perSecond) / 1000
      for (; made < due; made += 1) storage.tryEnqueue(transactionGroup(first + made, Date.now() * 1000))
      await sleep(1)
    }
  })()
  return {
    async stop() {
      ended = true
      await running
      return made
    },
  }
}
