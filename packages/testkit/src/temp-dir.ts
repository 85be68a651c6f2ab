import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder of a test's own. */
export interface TempDir extends AsyncDisposable {
  readonly path: string
  /** Removes the folder with everything in it. Idempotent. */
  remove(): Promise<void>
}

/** Makes an empty folder in the system's temporary folder. The caller removes it. */
export async function tempDir(name = 'mevscope'): Promise<TempDir> {
  const path = await mkdtemp(join(tmpdir(), `${name}-`))
  // Retries: a process that was just killed may still be writing its last file.
  const remove = (): Promise<void> =>
    rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  return { path, remove, [Symbol.asyncDispose]: remove }
}
