import { type FileSystem, flushEachWrite, type OpenFile } from '../../src/wal/fs.ts'

export type FileOperation =
  | 'create'
  | 'write'
  | 'datasync'
  | 'truncate'
  | 'rename'
  | 'remove'
  | 'syncDirectory'

/** What fails, and when. */
export interface FileFaults {
  /** The system's code of the error, such as `ENOSPC`; `null` lets it pass. */
  fails: (operation: FileOperation, path: string) => string | null
  /** Waits before a flush; `null`: it does not. */
  holds: (path: string) => Promise<void> | null
  /** Most bytes that one write takes. */
  shortWrites: number
}

/** A real file system whose operations fail as they are told to. */
export function failingFileSystem(fs: FileSystem): FileSystem & { readonly faults: FileFaults } {
  const faults: FileFaults = {
    fails: () => null,
    holds: () => null,
    shortWrites: Number.POSITIVE_INFINITY,
  }
  function check(operation: FileOperation, path: string): void {
    const code = faults.fails(operation, path)
    if (code !== null) throw Object.assign(new Error(`${code}: planted by the test`), { code })
  }
  function failing(path: string, file: OpenFile): OpenFile {
    return {
      ...file,
      async write(bytes, position) {
        check('write', path)
        return await file.write(bytes.subarray(0, Math.min(bytes.length, faults.shortWrites)), position)
      },
      async datasync() {
        check('datasync', path)
        await faults.holds(path)
        await file.datasync()
      },
      async truncate(size) {
        check('truncate', path)
        await file.truncate(size)
      },
    }
  }
  return {
    ...fs,
    faults,
    async open(path, mode) {
      if (mode === 'create') check('create', path)
      if (mode === 'durable') return flushEachWrite(failing(path, await fs.open(path, 'write')))
      return failing(path, await fs.open(path, mode))
    },
    async rename(from, to) {
      check('rename', to)
      await fs.rename(from, to)
    },
    async remove(path) {
      check('remove', path)
      await fs.remove(path)
    },
    async syncDirectory(path) {
      check('syncDirectory', path)
      await fs.syncDirectory(path)
    },
  }
}
