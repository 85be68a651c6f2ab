import type { Clock, EventLog, ReplayReader, ReplayReport } from '@org/events'
import type { Checkpoints } from '../checkpoint/checkpoints.ts'
import { StorageError } from '../errors.ts'
import { replayEvents } from './replay.ts'
import type { LineSources } from './stored-lines.ts'

/** What {@link createReplayReader} needs of the running node. */
export interface ReplayReaderOptions {
  readonly log: EventLog
  /** Read when a replay begins. */
  readonly sources: () => LineSources
  readonly checkpoints: Pick<Checkpoints, 'points'>
  readonly maxEvents: number
  readonly maxBytes: number
  readonly clock: Clock
}

/** Replays stored events beside the running node. */
export function createReplayReader(options: ReplayReaderOptions): ReplayReader {
  const { log, checkpoints } = options
  let running = false
  return {
    recent: () => ({
      latest_seq: log.latestSeq(),
      oldest_seq: log.oldestSeq(),
      points: checkpoints.points(),
    }),
    async replay(query, signal): Promise<ReplayReport> {
      if (running) {
        const message = 'another replay is running; one at a time'
        throw new StorageError('REPLAY_BUSY', message, { retryable: true })
      }
      running = true
      try {
        return await replayEvents(query, {
          ...options.sources(),
          oldestSeq: log.oldestSeq(),
          latestSeq: log.latestSeq(),
          maxEvents: options.maxEvents,
          maxBytes: options.maxBytes,
          clock: options.clock,
          ...(signal === undefined ? {} : { signal }),
        })
      } finally {
        running = false
      }
    },
  }
}
