import { type BatchListener, type EventBatch, errorMessage, type Logger } from '@org/events'

/** The live listeners of a log. */
export interface Subscribers {
  add(listener: BatchListener): () => void
  /** Calls every listener; one that throws does not keep the others from hearing. */
  publish(batch: EventBatch): void
}

export function createSubscribers(logger: Logger): Subscribers {
  // Copied on change, so that a listener may subscribe or leave while a batch is being published.
  let listeners: readonly { readonly hear: BatchListener }[] = []
  return {
    add(listener) {
      const entry = { hear: listener }
      listeners = [...listeners, entry]
      return () => {
        listeners = listeners.filter((other) => other !== entry)
      }
    },
    publish(batch) {
      for (const listener of listeners) {
        try {
          listener.hear(batch)
        } catch (error) {
          logger.error('a subscriber of the event log threw', {
            first_seq: batch.events[0]?.seq,
            error: errorMessage(error),
          })
        }
      }
    },
  }
}
