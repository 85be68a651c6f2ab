export { STORAGE_ERROR_CODES, StorageError, type StorageErrorCode } from './errors.ts'
export { createStorage, type Storage } from './storage.ts'
export type { ClickHouseChoice, StorageOptions } from './storage-options.ts'
