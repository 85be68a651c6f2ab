import { createReadStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { errorMessage } from '@org/events'
import { StorageError } from '../errors.ts'
import { archiveFile } from './archive-errors.ts'

/** What a file is by its first bytes, whatever its name. */
type FileKind = 'text' | 'gzip' | 'zip' | 'parquet'

const MAGIC_BYTES = 4

/** Looks at a file's first bytes. @throws StorageError `ARCHIVE_FILE` when it cannot be read */
async function fileKind(path: string): Promise<FileKind> {
  let file: FileHandle | null = null
  try {
    file = await open(path, 'r')
    const head = Buffer.alloc(MAGIC_BYTES)
    await file.read(head, 0, MAGIC_BYTES, 0)
    const magic = head.toString('latin1')
    if (magic === 'PAR1') return 'parquet'
    if (magic === 'PK\x03\x04') return 'zip'
    return magic.startsWith('\x1f\x8b') ? 'gzip' : 'text'
  } catch (cause) {
    throw archiveFile(`could not read ${path}: ${errorMessage(cause)}`, cause)
  } finally {
    await file?.close()
  }
}

/** @throws StorageError `ARCHIVE_FILE` when the file is not what is wanted */
export async function checkSourceFile(path: string, wanted: 'text' | 'parquet'): Promise<void> {
  const kind = await fileKind(path)
  if (kind === 'zip') throw archiveFile(`${path} is a zip archive: unzip it first`)
  if (wanted === 'parquet' && kind !== 'parquet') throw archiveFile(`${path} is not a Parquet file`)
  if (wanted === 'text' && kind === 'parquet') throw archiveFile(`${path} is a Parquet file, not text`)
}

/**
 * The text of a file in chunks, unpacked when it is gzip.
 * @throws StorageError `ARCHIVE_FILE` naming the file
 */
export async function* readText(path: string): AsyncGenerator<string, void, undefined> {
  const isPacked = (await fileKind(path)) === 'gzip'
  const file = createReadStream(path, { highWaterMark: 256 * 1024 })
  try {
    const bytes: Readable = isPacked ? file.pipe(createGunzip()) : file
    // An error of the file does not pass through a pipe by itself.
    if (isPacked) file.once('error', (error) => bytes.destroy(error))
    bytes.setEncoding('utf8')
    for await (const chunk of bytes) yield String(chunk)
  } catch (cause) {
    if (cause instanceof StorageError) throw cause
    throw archiveFile(`could not read ${path}: ${errorMessage(cause)}`, cause)
  } finally {
    file.destroy()
  }
}
