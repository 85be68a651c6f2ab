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

/** Remembers across crashes which range was last tried, so that a retry sends the same range under the same token. */
export interface ShipmentFile {
  /** @throws StorageError `DATA_DIR_DAMAGED` */
  load(): Promise<ShipmentRange | null>
  /** Durable when the promise resolves. @throws StorageError `WAL_IO`, `DISK_FULL` */
  save(range: ShipmentRange): Promise<void>
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
      return content === null ? null : parseRange(path, content.toString('utf8'))
    },
    async save({ firstSeq, lastSeq }) {
      try {
        const text = `${JSON.stringify({ first_seq: firstSeq, last_seq: lastSeq })}\n`
        await writeFileAtomic(fs, directory, FILE, Buffer.from(text))
      } catch (cause) {
        throw ioError('write', path, cause)
      }
    },
  }
}

function parseRange(path: string, text: string): ShipmentRange {
  let value: unknown = null
  try {
    value = JSON.parse(text)
  } catch {
    // Judged below, as any other content that is not a range.
  }
  if (typeof value === 'object' && value !== null && 'first_seq' in value && 'last_seq' in value) {
    const { first_seq: firstSeq, last_seq: lastSeq } = value
    if (isSeq(firstSeq) && isSeq(lastSeq) && firstSeq <= lastSeq) return { firstSeq, lastSeq }
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
