import { dirname, resolve } from 'node:path'
import { errorMessage } from '@org/events'
import { StorageError } from '../errors.ts'
import type { FileSystem } from '../wal/fs.ts'
import { parseSegmentName } from '../wal/segment.ts'
import { type DirectoryLock, lockDirectory } from './lock.ts'
import { createNodeId, loadNodeId } from './node-id.ts'

/** Where the parts of a data directory lie. */
export interface DataDirLayout {
  readonly root: string
  readonly wal: string
  readonly clickHouse: string
  /** Made when there is something to put into it. */
  readonly deadLetters: string
}

/** A data directory that this process holds. */
export interface DataDir {
  readonly nodeId: string
  /** Lets another process have it. Idempotent. */
  release(): Promise<void>
}

export function dataDirLayout(dataDir: string): DataDirLayout {
  const root = resolve(dataDir)
  return { root, wal: `${root}/wal`, clickHouse: `${root}/clickhouse`, deadLetters: `${root}/dead-letter` }
}

/**
 * Makes the directory where it is missing, locks it and reads its identity.
 * @throws StorageError `DATA_DIR_IN_USE`, `DATA_DIR_UNUSABLE`, `DATA_DIR_DAMAGED`, `DISK_FULL`.
 */
export async function openDataDir(layout: DataDirLayout, fs: FileSystem): Promise<DataDir> {
  await makeDirectories(layout, fs)
  const lock: DirectoryLock = await lockDirectory(layout.root)
  try {
    const nodeId = (await loadNodeId(fs, layout.root)) ?? (await firstNodeId(layout, fs))
    let released: Promise<void> | null = null
    return {
      nodeId,
      release() {
        released ??= lock.release()
        return released
      },
    }
  } catch (error) {
    await lock.release()
    throw error
  }
}

async function makeDirectories(layout: DataDirLayout, fs: FileSystem): Promise<void> {
  try {
    await fs.makeDirectory(layout.wal)
    await fs.syncDirectory(layout.root)
    // The parent may not be ours to open; then its own flushing has to do.
    await fs.syncDirectory(dirname(layout.root)).catch(() => {})
  } catch (cause) {
    throw new StorageError(
      'DATA_DIR_UNUSABLE',
      `could not make the data directory ${layout.root}: ${errorMessage(cause)}`,
      { retryable: false, cause },
    )
  }
}

async function firstNodeId(layout: DataDirLayout, fs: FileSystem): Promise<string> {
  // Numbers belong to a node id: going on with the old log under a new id would give it two owners.
  const names = await fs.list(layout.wal)
  if (names.some((name) => parseSegmentName(name) !== null)) {
    throw new StorageError(
      'DATA_DIR_DAMAGED',
      `${layout.root}/node-id is missing, but ${layout.wal} holds events: put the file back (every event line carries the id as node_id)`,
      { retryable: false },
    )
  }
  return createNodeId(fs, layout.root)
}
