import { errorMessage, type Logger } from '@org/events'
import { type Checkpoint, DIGEST_VERSION } from '../memory/live-state.ts'
import type { MemoryBounds } from '../memory/memory-bounds.ts'
import { readSmallFile, writeFileAtomic } from '../wal/atomic-file.ts'
import type { FileSystem } from '../wal/fs.ts'
import { ioError } from '../wal/wal-error.ts'

const FILE = 'checkpoint.json'
const NOTHING = { notedSeq: 0, checkpoint: null } as const

/** A checkpoint as it outlives the process. */
export interface SavedCheckpoint extends Checkpoint {
  /** True when nothing that the state depended on had been cut off before. */
  readonly complete: boolean
}

/** What is left of the run before. */
interface LoadedCheckpoint {
  /** Last number that was noted, also under other bounds; 0: none. */
  readonly notedSeq: number
  /** `null` when there is none that can be used: the state is then read from further back and not compared. */
  readonly checkpoint: SavedCheckpoint | null
}

/** Keeps the last checkpoint over restarts: from where to read, and what must come of it. */
export interface CheckpointFile {
  /** Never rejects: it saves work and proves that the state is the same; the events themselves are elsewhere. */
  load(): Promise<LoadedCheckpoint>
  /** Durable when the promise resolves. @throws StorageError `WAL_IO`, `DISK_FULL` */
  save(checkpoint: SavedCheckpoint): Promise<void>
}

/**
 * @param directory the data directory.
 * @param bounds of the state: with others the same events make another one, and its checkpoint is no use.
 */
export function createCheckpointFile(
  fs: FileSystem,
  directory: string,
  bounds: MemoryBounds,
  logger: Logger,
): CheckpointFile {
  const { maxEvents, maxBytes } = bounds
  const head = { version: DIGEST_VERSION, max_events: maxEvents, max_bytes: maxBytes }
  const path = `${directory}/${FILE}`
  return {
    async load() {
      try {
        const content = await readSmallFile(fs, path)
        if (content === null) return NOTHING
        const loaded = parse(content.toString('utf8'), head)
        if (loaded.checkpoint === null) {
          logger.info('the checkpoint is not one of this version and these bounds: it is not used', { path })
        }
        return loaded
      } catch (error) {
        logger.warn('the checkpoint could not be read: it is not used', { path, error: errorMessage(error) })
        return NOTHING
      }
    },
    async save({ seq, windowFrom, digest, complete }) {
      try {
        const text = `${JSON.stringify({ ...head, seq, window_from: windowFrom, digest, complete })}\n`
        await writeFileAtomic(fs, directory, FILE, Buffer.from(text))
      } catch (cause) {
        throw ioError('write', path, cause)
      }
    },
  }
}

function parse(text: string, head: Readonly<Record<string, number>>): LoadedCheckpoint {
  const value: unknown = JSON.parse(text)
  if (typeof value !== 'object' || value === null) return NOTHING
  const fields = value as Readonly<Record<string, unknown>> // an object of unknown fields
  const { seq, window_from: windowFrom, digest, complete } = fields
  if (!isCount(seq)) return NOTHING
  const isUsable = Object.entries(head).every(([name, expected]) => fields[name] === expected)
  if (!isUsable || !isCount(windowFrom) || typeof digest !== 'string' || typeof complete !== 'boolean') {
    return { notedSeq: seq, checkpoint: null }
  }
  return { notedSeq: seq, checkpoint: { seq, windowFrom, digest, complete } }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0
}
