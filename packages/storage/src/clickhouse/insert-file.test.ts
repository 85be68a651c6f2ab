import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TempDir, tempDir } from '@org/testkit'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { insertFile, isPlainPath } from './insert-file.ts'

const LINES = Buffer.from('{"seq":1}\n')

let folder: TempDir
beforeEach(async () => {
  folder = await tempDir()
})
afterEach(() => folder.remove())

test('the statement names a file with the lines, which is gone afterwards', async () => {
  const path = join(folder.path, "it's.jsonl")
  let statement = ''
  await insertFile(
    async (text) => {
      statement = text
      expect(await readFile(path)).toEqual(LINES)
    },
    path,
    'd.t',
    LINES,
    { async_insert: 0 },
  )
  expect(statement).toBe(
    `INSERT INTO d.t FROM INFILE '${path.replace("'", "\\'")}' SETTINGS async_insert=0 FORMAT JSONEachRow`,
  )
  expect(await readdir(folder.path)).toEqual([])
})

test('error: a failed statement leaves no file, and a file that cannot be written no statement', async () => {
  const failure = new Error('refused')
  const path = join(folder.path, 'a.jsonl')
  await expect(insertFile(() => Promise.reject(failure), path, 'd.t', LINES, {})).rejects.toBe(failure)
  expect(await readdir(folder.path)).toEqual([])
  let isRun = false
  const run = async (): Promise<void> => {
    isRun = true
  }
  await expect(insertFile(run, join(folder.path, 'missing', 'a'), 'd.t', LINES, {})).rejects.toMatchObject({
    code: 'ENOENT',
  })
  expect(isRun).toBe(false)
})

test('a path that the engine would take for a pattern is told', () => {
  expect(isPlainPath("/data/it's [1]/inserts")).toBe(true)
  for (const path of ['/data/*', '/da?ta', '/data/{1,2}']) expect(isPlainPath(path)).toBe(false)
})
