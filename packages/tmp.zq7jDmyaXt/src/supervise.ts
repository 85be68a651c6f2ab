import { errorMessage, type Logger } from '@org/events'
import { type Backoff, pause } from './transport/backoff.ts'

export interface SuperviseOptions {
  readonly logger: Logger
  readonly signal: AbortSignal
  /** Between a crash and the next run. */
  readonly backoff: Backoff
  /** Hears of each crash before the next run. */
  readonly onCrash: (error: unknown) => void
}

/**
 * Runs a worker until it returns or the signal aborts; a crash is logged and the worker run again, so that a defect
 * met by one worker is not the end of the others. Never rejects.
 */
export async function supervise(worker: () => Promise<void>, options: SuperviseOptions): Promise<void> {
  while (!options.signal.aborted) {
    try {
      return await worker()
    } catch (error) {
      options.logger.error('ingest worker crashed and is restarted', { error: errorMessage(error) })
      tell(options, error)
    }
    await pause(options.backoff.next(), options.signal)
  }
}

/** A defect in the listener is no reason to leave the worker down. */
function tell(options: SuperviseOptions, error: unknown): void {
  try {
    options.onCrash(error)
  } catch (thrown) {
    options.logger.error('the crash of an ingest worker could not be told', { error: errorMessage(thrown) })
  }
}
