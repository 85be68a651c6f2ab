import { StorageError } from '../errors.ts'
import { readSmallFile, writeFileAtomic } from '../wal/atomic-file.ts'
import type { FileSystem } from '../wal/fs.ts'
import { ioError } from '../wal/wal-error.ts'

const FILE = 'shipment.json'

/** A range of numbers that was handed to ClickHouse or is about to be. */
export interface ShipmentRange {
  readonly firstSeq: number
  readonly lastSeq: number
}

/** An event that ClickHouse refused when it came alone. It is not decided while no later event was taken. */
export interface RefusedEvent {
  readonly seq: number
  /** ClickHouse's name of the error. */
  readonly code: string
  readonly reason: string
}

/** What was tried last. */
export interface TriedShipment extends ShipmentRange {
  /** Undecided events before the range, ascending. */
  readonly refused: readonly RefusedEvent[]
}

/** Remembers across crashes which range was last tried, so that a retry sends the same range under the same token. */
export interface ShipmentFile {
  /** @throws StorageError `DATA_DIR_DAMAGED` */
  load(): Promise<TriedShipment | null>
  /** Durable when the promise resolves. More than 64 KiB could not be read back. @throws StorageError `WAL_IO`, `DISK_FULL` */
  save(tried: TriedShipment): Promise<void>
}

/** @param directory the data directory. */
export function createShipmentFile(fs: FileSystem, directory: string): ShipmentFile {
  const path = `${directory}/${FILE}`
  return {
    async load() {
      let content: Buffer | null
      try {
        content = await readSmallFile(fs, path)
      } catch (cause) {
        throw ioError('read', path, cause)
      }
      return content === null ? null : parseTried(path, content.toString('utf8'))
    },
    async save({ firstSeq, lastSeq, refused }) {
      const some = refused.length === 0 ? {} : { refused }
      try {
        const text = `${JSON.stringify({ first_seq: firstSeq, last_seq: lastSeq, ...some })}\n`
        await writeFileAtomic(fs, directory, FILE, Buffer.from(text))
      } catch (cause) {
        throw ioError('write', path, cause)
      }
    },
  }
}

function parseTried(path: string, text: string): TriedShipment {
  let value: unknown = null
  try {
    value = JSON.parse(text)
  } catch {
    // Judged below, as any other content that is not a range.
  }
  if (typeof value === 'object' && value !== null && 'first_seq' in value && 'last_seq' in value) {
    const { first_seq: firstSeq, last_seq: lastSeq } = value
    const refused: unknown = 'refused' in value ? value.refused : []
    if (isSeq(firstSeq) && isSeq(lastSeq) && firstSeq <= lastSeq && isRefusedList(refused)) {
      return { firstSeq, lastSeq, refused }
    }
  }
  throw new StorageError(
    'DATA_DIR_DAMAGED',
    `${path} does not hold a range of event numbers: ${JSON.stringify(text.slice(0, 60))}`,
    { retryable: false },
  )
}

function isSeq(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 1
}

function isRefusedList(value: unknown): value is readonly RefusedEvent[] {
  return Array.isArray(value) && value.every(isRefused)
}

function isRefused(value: unknown): value is RefusedEvent {
  if (typeof value !== 'object' || value === null) return false
  if (!('seq' in value && 'code' in value && 'reason' in value)) return false
  return isSeq(value.seq) && typeof value.code === 'string' && typeof value.reason === 'string'
}
