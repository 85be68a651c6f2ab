import { errorMessage, type Logger } from '@org/events'
import { type Checkpoint, DIGEST_VERSION } from '../memory/live-state.ts'
import { readSmallFile, writeFileAtomic } from '../wal/atomic-file.ts'
import type { FileSystem } from '../wal/fs.ts'
import { ioError } from '../wal/wal-error.ts'

const FILE = 'checkpoint.json'

/** A checkpoint as it outlives the process. */
export interface SavedCheckpoint extends Checkpoint {
  /** True when nothing that the state depended on had been cut off before. */
  readonly complete: boolean
}

/** Keeps the last checkpoint over restarts: from where to read, and what must come of it. */
export interface CheckpointFile {
  /** `null` when there is none that can be used: the state is then read from further back and not compared. */
  load(): Promise<SavedCheckpoint | null>
  /** Durable when the promise resolves. @throws StorageError `WAL_IO`, `DISK_FULL` */
  save(checkpoint: SavedCheckpoint): Promise<void>
}

/** @param directory the data directory. */
export function createCheckpointFile(fs: FileSystem, directory: string, logger: Logger): CheckpointFile {
  const path = `${directory}/${FILE}`
  return {
    async load() {
      try {
        const content = await readSmallFile(fs, path)
        if (content === null) return null
        const checkpoint = parse(content.toString('utf8'))
        if (checkpoint === null)
          logger.warn('the checkpoint is not one of this version: it is not used', { path })
        return checkpoint
      } catch (error) {
        // It saves work and proves that the state is the same; the events themselves are elsewhere.
        logger.warn('the checkpoint could not be read: it is not used', { path, error: errorMessage(error) })
        return null
      }
    },
    async save({ seq, windowFrom, digest, complete }) {
      try {
        const text = `${JSON.stringify({ version: DIGEST_VERSION, seq, window_from: windowFrom, digest, complete })}\n`
        await writeFileAtomic(fs, directory, FILE, Buffer.from(text))
      } catch (cause) {
        throw ioError('write', path, cause)
      }
    },
  }
}

function parse(text: string): SavedCheckpoint | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  if (typeof value !== 'object' || value === null) return null
  const fields = value as Readonly<Record<string, unknown>> // an object of unknown fields
  const { version, seq, window_from: windowFrom, digest, complete } = fields
  if (version !== DIGEST_VERSION || typeof complete !== 'boolean') return null
  if (!isCount(seq) || !isCount(windowFrom) || typeof digest !== 'string') return null
  return { seq, windowFrom, digest, complete }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0
}
