export { backfillClickHouse } from './archive/backfill/backfill.ts'
export type {
  BackfillCounts,
  BackfillOptions,
  BackfillSource,
  BackfillSummary,
} from './archive/backfill/backfill-options.ts'
export { exportArchive } from './archive/export/export-archive.ts'
export type {
  ExportedFile,
  ExportFormat,
  ExportKind,
  ExportOptions,
  ExportProgress,
  ExportSummary,
} from './archive/export/export-options.ts'
export { importArchive } from './archive/import/import-archive.ts'
export type {
  ImportCounts,
  ImportFormat,
  ImportOptions,
  ImportProgress,
  ImportSummary,
} from './archive/import/import-options.ts'
export { REJECTIONS, type RejectionReason } from './archive/import/rejection.ts'
export { STORAGE_ERROR_CODES, StorageError, type StorageErrorCode } from './errors.ts'
export { type ReplayStoredOptions, replayStored, type StoredReplay } from './replay/replay-stored.ts'
export { createStorage, type Storage } from './storage.ts'
export type { ClickHouseChoice, StorageOptions } from './storage-options.ts'
export { createNodeFileSystem, type FileSystem, flushEachWrite, type OpenFile } from './wal/fs.ts'
