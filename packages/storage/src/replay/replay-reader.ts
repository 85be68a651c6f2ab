import type { Clock, EventLog, ReplayQuery, ReplayReader, ReplayReport } from '@org/events'
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

/** Replays that end with the node. */
export interface LiveReplayReader extends ReplayReader {
  /** Ends the replay that runs, and resolves when it has. */
  stop(): Promise<void>
}

/** Replays stored events beside the running node. */
export function createReplayReader(options: ReplayReaderOptions): LiveReplayReader {
  const { log, checkpoints } = options
  const ending = new AbortController()
  let running: Promise<ReplayReport> | null = null

  async function run(query: ReplayQuery, signal?: AbortSignal): Promise<ReplayReport> {
    ending.signal.throwIfAborted()
    return await replayEvents(query, {
      ...options.sources(),
      oldestSeq: log.oldestSeq(),
      latestSeq: log.latestSeq(),
      maxEvents: options.maxEvents,
      maxBytes: options.maxBytes,
      clock: options.clock,
      signal: signal === undefined ? ending.signal : AbortSignal.any([signal, ending.signal]),
    })
  }

  return {
    recent: () => ({
      latest_seq: log.latestSeq(),
      oldest_seq: log.oldestSeq(),
      points: checkpoints.points(),
    }),
    async replay(query, signal): Promise<ReplayReport> {
      if (running !== null) {
        const message = 'another replay is running; one at a time'
        throw new StorageError('REPLAY_BUSY', message, { retryable: true })
      }
      running = run(query, signal)
      try {
        return await running
      } finally {
        running = null
      }
    },
    async stop() {
      const message = 'the storage is stopped'
      ending.abort(new StorageError('CLICKHOUSE_CLOSED', message, { retryable: true }))
      await running?.catch(() => {})
    },
  }
}
