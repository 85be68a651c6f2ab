import { readFile, writeFile } from 'node:fs/promises'
import { type TempDir, tempDir } from '@org/testkit'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createNodeFileSystem } from '../wal/fs.ts'
import { dataDirLayout, openDataDir } from './data-dir.ts'

const fs = createNodeFileSystem()
let directory: TempDir
beforeEach(async () => {
  directory = await tempDir()
})
afterEach(() => directory.remove())

describe('openDataDir', () => {
  it('makes the directory with a node id that stays', async () => {
    const layout = dataDirLayout(`${directory.path}/a/b`)
    const first = await openDataDir(layout, fs)
    expect(first.nodeId).toMatch(/^[0-9a-f-]{36}$/)
    expect(await readFile(`${layout.root}/node-id`, 'utf8')).toBe(`${first.nodeId}\n`)
    await first.release()
    await first.release()
    const second = await openDataDir(layout, fs)
    expect(second.nodeId).toBe(first.nodeId)
    await second.release()
  })

  it('error: a node id that is none is refused and the directory let go', async () => {
    await writeFile(`${directory.path}/node-id`, 'nobody\n')
    for (let attempt = 0; attempt < 2; attempt += 1) {
      await expect(openDataDir(dataDirLayout(directory.path), fs)).rejects.toMatchObject({
        code: 'DATA_DIR_DAMAGED',
        message: `${directory.path}/node-id does not hold a UUID: "nobody"`,
      })
    }
  })

  it('error: a directory that cannot be made is named', async () => {
    await writeFile(`${directory.path}/file`, '')
    await expect(openDataDir(dataDirLayout(`${directory.path}/file/data`), fs)).rejects.toMatchObject({
      code: 'DATA_DIR_UNUSABLE',
      retryable: false,
      message: expect.stringContaining(`${directory.path}/file/data`),
    })
  })
})
