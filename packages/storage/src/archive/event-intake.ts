import { setTimeout as sleep } from 'node:timers/promises'
import type { EventDraft } from '@org/events'
import type { Storage } from '../storage.ts'

const POLL_MS = 10
/** A group that is larger is refused by a queue of the smallest size. */
const GROUP_EVENTS = 1_000

/** Hands events to a storage as fast as it takes them. */
export interface EventIntake {
  /** Resolves when all are accepted. @throws StorageError when the storage takes nothing more */
  give(drafts: readonly EventDraft[]): Promise<void>
  /** Resolves when everything that was accepted is in ClickHouse, or the signal stops the waiting. */
  drained(): Promise<void>
}

/** @param signal ends every waiting early; what was accepted stays accepted. */
export function createEventIntake(storage: Storage, signal: AbortSignal): EventIntake {
  let death: unknown = null
  storage.closed.catch((error: unknown) => {
    death = error
  })

  async function pause(): Promise<void> {
    if (death !== null) throw death
    await sleep(POLL_MS)
  }

  return {
    async give(drafts) {
      for (let from = 0; from < drafts.length; from += GROUP_EVENTS) {
        const group = drafts.slice(from, from + GROUP_EVENTS)
        while (storage.tryEnqueue(group) !== 'accepted') {
          if (signal.aborted) return
          await pause()
        }
      }
    },
    async drained() {
      for (;;) {
        const { waiting, unshipped } = storage.backlog()
        if (death !== null) throw death
        if ((waiting === 0 && unshipped === 0) || signal.aborted) return
        await pause()
      }
    },
  }
}
