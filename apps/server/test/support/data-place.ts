import { writeFile } from 'node:fs/promises'
import { type TempDir, tempDir } from '@org/testkit'
import { afterEach, beforeEach } from 'vitest'

/** 2026-11-28, in milliseconds. */
export const DAY = Date.UTC(2026, 10, 28)

/** A folder of its own for each test of a file, removed after it, and `data`'s settings there. */
export interface DataPlace {
  readonly path: string
  readonly env: Readonly<Record<string, string>>
  /** Writes a file into the folder. @returns its path */
  fileOf(name: string, content: string | Uint8Array): Promise<string>
}

/** Declares the hooks that make and remove the folder: to be called outside tests, read inside. */
export function dataPlace(): DataPlace {
  let folder: TempDir
  beforeEach(async () => {
    folder = await tempDir()
  })
  afterEach(() => folder.remove())
  return {
    get path() {
      return folder.path
    },
    get env() {
      // Days of the test stay in ClickHouse whenever it runs.
      return { DATA_DIR: `${folder.path}/data`, STORAGE_RETENTION_DAYS: '3650' }
    },
    async fileOf(name, content) {
      await writeFile(`${folder.path}/${name}`, content)
      return `${folder.path}/${name}`
    },
  }
}
