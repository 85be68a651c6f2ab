import { randomUUID } from 'node:crypto'
import { StorageError } from '../errors.ts'
import { readSmallFile, writeFileAtomic } from '../wal/atomic-file.ts'
import type { FileSystem } from '../wal/fs.ts'
import { ioError } from '../wal/wal-error.ts'

const FILE = 'node-id'
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * The identity under which this directory's events are numbered: made once and kept.
 * @throws StorageError `DATA_DIR_DAMAGED` when the file is not a UUID.
 */
export async function loadNodeId(fs: FileSystem, directory: string): Promise<string | null> {
  const path = `${directory}/${FILE}`
  let content: Buffer | null
  try {
    content = await readSmallFile(fs, path)
  } catch (cause) {
    throw ioError('read', path, cause)
  }
  if (content === null) return null
  const id = content.toString('utf8').trim()
  if (UUID.test(id)) return id
  throw new StorageError(
    'DATA_DIR_DAMAGED',
    `${path} does not hold a UUID: ${JSON.stringify(id.slice(0, 60))}`,
    {
      retryable: false,
    },
  )
}

/** Makes a new identity; durable when the promise resolves. */
export async function createNodeId(fs: FileSystem, directory: string): Promise<string> {
  const id = randomUUID()
  try {
    await writeFileAtomic(fs, directory, FILE, Buffer.from(`${id}\n`))
  } catch (cause) {
    throw ioError('write', `${directory}/${FILE}`, cause)
  }
  return id
}
