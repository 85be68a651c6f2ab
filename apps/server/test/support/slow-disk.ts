import { setTimeout as sleep } from 'node:timers/promises'
import { createNodeFileSystem, type FileSystem } from '@org/storage'

/** A disk whose flushes of the log take as long as a test says. */
export interface SlowDisk {
  readonly fileSystem: FileSystem
  /** From the next flush on. */
  delay(ms: number): void
  /** Flushes do not come to their end until {@link release}. */
  hang(): void
  release(): void
  /** Flushes fail with the system's code of the error. */
  fail(code: string): void
}

export function createSlowDisk(): SlowDisk {
  const fileSystem = createNodeFileSystem()
  let delayMs = 0
  let failure: string | null = null
  let hanging: PromiseWithResolvers<void> | null = null
  return {
    fileSystem: {
      ...fileSystem,
      async open(path, mode) {
        const file = await fileSystem.open(path, mode)
        if (mode !== 'durable') return file
        return {
          ...file,
          async write(bytes, position) {
            if (delayMs > 0) await sleep(delayMs)
            await hanging?.promise
            if (failure !== null) throw Object.assign(new Error(`${failure}: planted`), { code: failure })
            return await file.write(bytes, position)
          },
        }
      },
    },
    delay(ms) {
      delayMs = ms
    },
    hang() {
      hanging = Promise.withResolvers()
    },
    release() {
      hanging?.resolve()
      hanging = null
    },
    fail(code) {
      failure = code
    },
  }
}
