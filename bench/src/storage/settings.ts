import { createStorage, type Storage, type StorageOptions } from '@org/storage'
import { tempDir } from '@org/testkit'

/** A server that nobody runs: what is measured is the log and memory; events wait in the log. */
const NO_CLICKHOUSE = { kind: 'server', url: 'http://127.0.0.1:9' } as const

/** A storage in a folder, without ClickHouse; started and stopped around `use`. */
export async function withStorageIn<T>(
  dataDir: string,
  use: (storage: Storage) => Promise<T>,
  options: Partial<StorageOptions> = {},
): Promise<T> {
  const storage = createStorage({
    dataDir,
    clickhouse: NO_CLICKHOUSE,
    // Nothing is deleted while ClickHouse is away.
    ...options,
  })
  await storage.start()
  try {
    return await use(storage)
  } finally {
    await storage.stop()
  }
}

/** The same in a folder of its own. */
export async function withStorage<T>(
  use: (storage: Storage) => Promise<T>,
  options: Partial<StorageOptions> = {},
): Promise<T> {
  await using folder = await tempDir('mevscope-bench')
  return await withStorageIn(folder.path, use, options)
}
