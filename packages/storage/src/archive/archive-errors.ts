import { StorageError } from '../errors.ts'

/** A file that is not what it was said to be, or cannot be read or written. */
export function archiveFile(message: string, cause?: unknown): StorageError {
  return new StorageError('ARCHIVE_FILE', message, { retryable: false, cause })
}

/** Options that cannot work. */
export function archiveOptions(message: string): StorageError {
  return new StorageError('ARCHIVE_OPTIONS', message, { retryable: false })
}
