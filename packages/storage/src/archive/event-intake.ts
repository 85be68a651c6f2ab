import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock, EventDraft } from '@org/events'
import { StorageError } from '../errors.ts'
import type { Storage } from '../storage.ts'

const POLL_MS = 10
/** A group that is larger is refused by a queue of the smallest size. */
const GROUP_EVENTS = 1_000
/** A ClickHouse that takes nothing for so long has to be looked at. */
const STALL_MS = 120_000

/** Hands events to a storage as fast as it takes them. */
export interface EventIntake {
  /** Resolves when all are accepted. @throws StorageError when the storage takes nothing more */
  give(drafts: readonly EventDraft[]): Promise<void>
  /**
   * Resolves when everything that was accepted is in ClickHouse, or the signal stops the waiting.
   * @throws StorageError when nothing gets there for minutes
   */
  drained(): Promise<void>
}

export interface EventIntakeOptions {
  readonly storage: Storage
  readonly clock: Clock
  /** Ends every waiting early; what was accepted stays accepted. */
  readonly signal: AbortSignal
  /** Hears, while it is waited for, how many events are not in ClickHouse yet. @default nobody */
  readonly onWaiting?: ((events: number) => void) | undefined
}

export function createEventIntake({ storage, clock, signal, onWaiting }: EventIntakeOptions): EventIntake {
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
      let last = Number.NaN
      let movedMs = clock.monotonicMs()
      for (;;) {
        const { waiting, unshipped } = storage.backlog()
        const left = waiting + unshipped
        if (death !== null) throw death
        if (left === 0 || signal.aborted) return
        if (left !== last) movedMs = clock.monotonicMs()
        else if (clock.monotonicMs() - movedMs > STALL_MS) throw stalled(storage, left)
        last = left
        onWaiting?.(left)
        await pause()
      }
    },
  }
}

function stalled(storage: Storage, left: number): StorageError {
  const said = storage.status().find(({ name }) => name === 'clickhouse')?.detail ?? 'it does not say why'
  return new StorageError(
    'CLICKHOUSE_UNREACHABLE',
    `ClickHouse has taken none of ${left} events for ${STALL_MS / 1000} seconds: ${said}; they are durable in the log`,
    { retryable: true },
  )
}
