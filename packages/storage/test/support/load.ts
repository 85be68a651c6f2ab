import { setTimeout as sleep } from 'node:timers/promises'
import type { Storage } from '../../src/index.ts'
import { mixedGroup } from './event-mix.ts'

/** Events that go on coming until it is stopped. */
export interface Load {
  /** Ends the load; everything accepted is durable when it resolves. */
  stop(): Promise<void>
}

/** Offers whole groups, some every few milliseconds. */
export function startLoad(storage: Storage, groupsAtOnce = 10, pauseMs = 5): Load {
  let stopped = false
  let number = 1
  const running = (async () => {
    while (!stopped) {
      for (let count = 0; count < groupsAtOnce; count += 1) {
        storage.tryEnqueue(mixedGroup(number))
        number += 1
      }
      await sleep(pauseMs)
    }
  })()
  return {
    async stop() {
      stopped = true
      await running
      while (storage.backlog().waiting > 0) await sleep(1)
    },
  }
}
