import { createRing, decodeEvent, errorMessage, type Logger, type ReplayPoint } from '@org/events'
import type { LiveState } from '../memory/live-state.ts'
import { pointOf } from '../replay/replay.ts'
import type { CheckpointFile } from './checkpoint-file.ts'

/** How often the state is noted, and how often that goes to disk. */
const POINT_MS = 1_000
const SAVE_EVERY_POINTS = 10
/** Points kept: ten minutes of change. */
const MAX_POINTS = 600

/** Notes the state of the running node from time to time; the newest note survives a restart. */
export interface Checkpoints {
  /** Begins to note; the first point is that of now. */
  start(): void
  /** Takes the last note and saves it. Idempotent. */
  stop(): Promise<void>
  /** Oldest first. */
  points(): readonly ReplayPoint[]
}

/** What {@link createCheckpoints} watches. */
export interface CheckpointsOptions {
  readonly state: LiveState
  readonly file: CheckpointFile
  readonly logger: Logger
}

export function createCheckpoints(options: CheckpointsOptions): Checkpoints {
  const { state, file, logger } = options
  const ring = createRing<ReplayPoint>(MAX_POINTS)
  let timer: NodeJS.Timeout | undefined
  let sinceSave = 0
  let saving: Promise<void> | null = null
  let savedSeq = -1

  function note(): void {
    const seq = state.window.lastSeq()
    if (seq === 0 || ring.at(ring.size - 1)?.seq === seq) return
    const event = decodeEvent(state.window.line(seq))
    ring.push(pointOf(state, event.ingest_ts_unix_us))
  }

  async function save(): Promise<void> {
    const checkpoint = state.checkpoint()
    if (checkpoint.seq === 0 || checkpoint.seq === savedSeq) return
    try {
      await file.save({ ...checkpoint, complete: state.complete() })
      savedSeq = checkpoint.seq
    } catch (error) {
      // The next start reads a whole window then; nothing is lost.
      logger.warn('could not save the checkpoint', { error: errorMessage(error) })
    }
  }

  function tick(): void {
    note()
    sinceSave += 1
    if (sinceSave < SAVE_EVERY_POINTS || saving !== null) return
    sinceSave = 0
    saving = save().finally(() => {
      saving = null
    })
  }

  return {
    start() {
      note()
      timer = setInterval(tick, POINT_MS)
      timer.unref()
    },
    async stop() {
      clearInterval(timer)
      await saving
      await save()
    },
    points: () =>
      Array.from({ length: ring.size }, (_, index) => ring.at(index)).filter((point) => point !== undefined),
  }
}
