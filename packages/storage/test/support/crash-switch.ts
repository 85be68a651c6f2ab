import { type FileSystem, flushEachWrite, type OpenFile } from '../../src/wal/fs.ts'

/** Ends a process at a certain step of its work with the outside: nothing after it happens any more. */
export interface CrashSwitch {
  /** One step; never resolves once the process is dead. */
  step(): Promise<void>
  readonly crashed: Promise<void>
  isDead(): boolean
  /** Dead at once. */
  kill(): void
}

/** @param steps that still happen. */
export function createCrashSwitch(steps: number): CrashSwitch {
  const crashed = Promise.withResolvers<void>()
  const never = new Promise<never>(() => {})
  let left = steps
  function kill(): void {
    left = -1
    crashed.resolve()
  }
  return {
    crashed: crashed.promise,
    isDead: () => left < 0,
    kill,
    async step() {
      if (left <= 0) kill()
      if (left < 0) return await never
      left -= 1
    },
  }
}

/** A file system whose every operation is a step. */
export function steppingFileSystem(fs: FileSystem, { step }: CrashSwitch): FileSystem {
  const stepped = async <Result>(operation: () => Promise<Result>): Promise<Result> => {
    await step()
    return await operation()
  }
  const stepping = (file: OpenFile): OpenFile => ({
    size: () => stepped(() => file.size()),
    read: (target, position) => stepped(() => file.read(target, position)),
    write: (bytes, position) => stepped(() => file.write(bytes, position)),
    datasync: () => stepped(() => file.datasync()),
    truncate: (size) => stepped(() => file.truncate(size)),
    close: () => file.close(),
  })
  return {
    makeDirectory: (path) => stepped(() => fs.makeDirectory(path)),
    list: (directory) => stepped(() => fs.list(directory)),
    open: (path, mode) =>
      stepped(async () =>
        mode === 'durable'
          ? flushEachWrite(stepping(await fs.open(path, 'write')))
          : stepping(await fs.open(path, mode)),
      ),
    rename: (from, to) => stepped(() => fs.rename(from, to)),
    remove: (path) => stepped(() => fs.remove(path)),
    syncDirectory: (path) => stepped(() => fs.syncDirectory(path)),
  }
}
