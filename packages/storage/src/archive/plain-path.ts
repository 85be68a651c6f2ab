import { resolve } from 'node:path'
import { isPlainPath } from '../clickhouse/insert-file.ts'
import type { ClickHouseChoice } from '../storage-options.ts'
import { archiveOptions } from './archive-errors.ts'

/**
 * The whole path of a file that ClickHouse reads or writes.
 * @throws StorageError `ARCHIVE_OPTIONS` when the embedded engine would take it for a pattern
 */
export function filePath(path: string, clickhouse: ClickHouseChoice | undefined): string {
  const whole = resolve(path)
  if (clickhouse?.kind === 'server' || isPlainPath(whole)) return whole
  throw archiveOptions(
    `the embedded ClickHouse takes * ? { } for patterns: choose another path than ${whole}`,
  )
}
