import type { Enqueue, EventDraft } from '@org/events'

/**
 * Hands over gap events in order and keeps those that the storage does not take now: a gap that nobody heard of would
 * be the very silence it is to report.
 */
export interface GapOutbox {
  send(event: EventDraft): void
  /** Tries once more, then gives up what is left; from then on nothing is kept. Idempotent. */
  stop(): void
}

export interface GapOutboxOptions {
  readonly emit: (event: EventDraft) => Enqueue
  /** An event that was given up: the outbox was at its bound, or the storage is closed. */
  readonly onLost: (taken: Exclude<Enqueue, 'accepted'>) => void
  /** Between two tries. */
  readonly retryMs: number
  /** Most events kept; the oldest leaves. */
  readonly capacity: number
}

export function createGapOutbox(options: GapOutboxOptions): GapOutbox {
  const waiting: EventDraft[] = []
  let timer: NodeJS.Timeout | null = null
  let stopped = false

  const flush = (): void => {
    timer = null
    while (waiting[0] !== undefined) {
      const taken = options.emit(waiting[0])
      if (taken === 'queue_full' && !stopped) {
        timer = setTimeout(flush, options.retryMs)
        return
      }
      if (taken !== 'accepted') options.onLost(taken)
      waiting.shift()
    }
  }

  return {
    send(event) {
      waiting.push(event)
      if (waiting.length > options.capacity) {
        waiting.shift()
        options.onLost('queue_full')
      }
      // While one waits the others wait behind it.
      if (timer === null) flush()
    },
    stop() {
      stopped = true
      if (timer === null) return
      clearTimeout(timer)
      flush()
    },
  }
}
