import { errorMessage, isMevscopeError, type Logger } from '@org/events'
import type { EventArchive } from '../event-archive.ts'

/**
 * An archive that may go away while it is read: from its first failure that may pass it is asked no more and holds
 * nothing, as one that was away from the beginning.
 */
export function whileItAnswers(archive: EventArchive, logger: Logger): EventArchive {
  let answers = true
  return {
    async readAfter(after, upTo, limit, filter, signal) {
      if (answers) {
        try {
          return await archive.readAfter(after, upTo, limit, filter, signal)
        } catch (error) {
          if (!isMevscopeError(error) || !error.retryable) throw error
          answers = false
          const text = errorMessage(error)
          logger.warn('ClickHouse went away in the start, which goes on with the write-ahead log', {
            error: text,
          })
        }
      }
      return { events: [], nextAfter: after }
    },
  }
}
