import { stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { errorMessage } from '@org/events'
import { StorageError } from '../../errors.ts'
import { createNodeFileSystem } from '../../wal/fs.ts'
import { isDiskFull } from '../../wal/wal-error.ts'
import { archiveFile } from '../archive-errors.ts'

/**
 * Makes a file under its name only when it is whole: written under a temporary name beside it, flushed, renamed, the
 * directory flushed. What fails leaves nothing behind, and an older file as it was.
 * @returns its size in bytes
 */
export async function makeFile(path: string, write: (temporary: string) => Promise<void>): Promise<number> {
  const fs = createNodeFileSystem()
  const temporary = `${dirname(path)}/.${basename(path)}.${process.pid}.tmp`
  try {
    await write(temporary)
    const file = await fs.open(temporary, 'write')
    try {
      await file.datasync()
    } finally {
      await file.close()
    }
    const { size } = await stat(temporary)
    await fs.rename(temporary, path)
    await fs.syncDirectory(dirname(path))
    return size
  } catch (cause) {
    await fs.remove(temporary).catch(() => {})
    if (cause instanceof StorageError) throw cause
    if (isDiskFull(cause)) {
      throw new StorageError('DISK_FULL', `no space left on the disk: could not write ${path}`, {
        retryable: true,
        cause,
      })
    }
    throw archiveFile(`could not write ${path}: ${errorMessage(cause)}`, cause)
  }
}
