import { type FileSystem, flushEachWrite, type OpenFile } from '../../src/wal/fs.ts'

interface Inode {
  /** What reads see: the page cache. */
  content: Buffer
  /** What the disk holds for certain. */
  synced: Buffer
}

/** What goes wrong next, from when on. */
interface Faults {
  /** Bytes that may still be written before the disk is full. */
  space: number
  /** Most bytes that one write takes. */
  shortWrites: number
  /** Flushes that still succeed before one fails. */
  goodSyncs: number
  /** Renames that still succeed before one fails. */
  goodRenames: number
  /** Files that take no byte, as on a full disk. */
  failing: (path: string) => boolean
}

/** A file system in memory that knows what a power cut would leave of it. */
export interface MemoryFileSystem extends FileSystem {
  readonly faults: Faults
  /** The process dies and the machine goes on: everything written stays. */
  killed(): MemoryFileSystem
  /** The machine dies: of what was not flushed any part may be left, also as zeros. `choose(n)` is 0 to n. */
  powerCut(choose: (most: number) => number): MemoryFileSystem
  read(path: string): Buffer | undefined
  /** Replaces a file as if somebody had damaged it on the disk. */
  put(path: string, content: Buffer): void
  paths(): string[]
}

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: planted by the test`), { code })
}

/** @param names what the directory shows. @param durableNames what of it is flushed. */
export function createMemoryFileSystem(
  names: ReadonlyMap<string, Inode> = new Map(),
  durableNames: ReadonlyMap<string, Inode> = names,
): MemoryFileSystem {
  const live = new Map(names)
  let durable = new Map(durableNames)
  const faults: Faults = {
    space: Number.POSITIVE_INFINITY,
    shortWrites: Number.POSITIVE_INFINITY,
    goodSyncs: Number.POSITIVE_INFINITY,
    goodRenames: Number.POSITIVE_INFINITY,
    failing: () => false,
  }

  function flush(): void {
    if (faults.goodSyncs === 0) throw systemError('EIO')
    faults.goodSyncs -= 1
  }

  function open(path: string, inode: Inode): OpenFile {
    return {
      size: async () => inode.content.length,
      async read(target, position) {
        return inode.content.copy(target, 0, position, position + target.length)
      },
      async write(bytes, position) {
        const taken = Math.min(bytes.length, faults.shortWrites, faults.space)
        if (taken === 0 || faults.failing(path)) throw systemError('ENOSPC')
        faults.space -= taken
        const content = Buffer.alloc(Math.max(inode.content.length, position + taken))
        inode.content.copy(content)
        content.set(bytes.subarray(0, taken), position)
        inode.content = content
        return taken
      },
      async datasync() {
        flush()
        inode.synced = inode.content
      },
      async truncate(size) {
        inode.content = Buffer.from(inode.content.subarray(0, size))
      },
      close: async () => {},
    }
  }

  return {
    faults,
    makeDirectory: async () => {},
    async list(directory) {
      const prefix = `${directory}/`
      return [...live.keys()]
        .filter((path) => path.startsWith(prefix))
        .map((path) => path.slice(prefix.length))
    },
    async open(path, mode) {
      const inode = mode === 'create' ? { content: Buffer.alloc(0), synced: Buffer.alloc(0) } : live.get(path)
      if (inode === undefined) throw systemError('ENOENT')
      live.set(path, inode)
      return mode === 'durable' ? flushEachWrite(open(path, inode)) : open(path, inode)
    },
    async rename(from, to) {
      const inode = live.get(from)
      if (inode === undefined) throw systemError('ENOENT')
      if (faults.goodRenames === 0) throw systemError('EIO')
      faults.goodRenames -= 1
      live.delete(from)
      live.set(to, inode)
    },
    async remove(path) {
      if (!live.delete(path)) throw systemError('ENOENT')
    },
    async syncDirectory() {
      flush()
      durable = new Map(live)
    },
    killed() {
      // What was not flushed stays unflushed: a power cut after the restart may still take it.
      return createMemoryFileSystem(live, durable)
    },
    powerCut(choose) {
      const left = new Map<string, Inode>()
      const leave = (path: string, content: Buffer): unknown => left.set(path, { content, synced: content })
      for (const path of new Set([...live.keys(), ...durable.keys()])) {
        const inode = choose(1) === 0 ? durable.get(path) : live.get(path)
        if (inode === undefined) continue
        const { synced, content } = inode
        if (content.length <= synced.length) {
          leave(path, choose(1) === 0 ? synced : content)
          continue
        }
        const kept = Buffer.from(content.subarray(0, synced.length + choose(content.length - synced.length)))
        // A file may have grown on disk before its data came.
        if (choose(2) === 0) kept.fill(0, synced.length + choose(kept.length - synced.length))
        leave(path, kept)
      }
      return createMemoryFileSystem(left)
    },
    read: (path) => live.get(path)?.content,
    put(path, content) {
      const inode = { content, synced: content }
      live.set(path, inode)
      durable.set(path, inode)
    },
    paths: () => [...live.keys()].sort(),
  }
}
