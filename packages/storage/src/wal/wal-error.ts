import { errorMessage } from '@org/events'
import { StorageError } from '../errors.ts'

/** No space on the device, in the quota, or below the process's limit of a file's size. */
const DISK_FULL_CODES: readonly unknown[] = ['ENOSPC', 'EDQUOT', 'EFBIG']

/** True for an error of the system that says there is no room for the write. */
export function isDiskFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && DISK_FULL_CODES.includes(error.code)
}

/** Translates an error of the file system. `action` completes "could not …". */
export function ioError(action: string, path: string, cause: unknown): StorageError {
  if (cause instanceof StorageError) return cause
  if (isDiskFull(cause)) {
    // Room comes back (retention, merges, an operator), and a node that stays down after that misses the mempool.
    const message = `no space left on the disk: could not ${action} ${path}`
    return new StorageError('DISK_FULL', message, { retryable: true, cause })
  }
  return new StorageError('WAL_IO', `could not ${action} ${path}: ${errorMessage(cause)}`, {
    retryable: true,
    cause,
  })
}

/** Damage that no crash explains, with the place. */
export function corrupt(path: string, offset: number, why: string): StorageError {
  return new StorageError(
    'WAL_CORRUPT',
    `write-ahead log ${path} is damaged at offset ${offset}: ${why}; restore the file, or move the whole wal directory away to go on from what ClickHouse holds`,
    { retryable: false },
  )
}
