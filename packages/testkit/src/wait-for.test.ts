import { stat } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { tempDir } from './temp-dir.ts'
import { waitFor } from './wait-for.ts'

test('returns what the condition answered once it holds', async () => {
  let asked = 0
  expect(await waitFor(() => ++asked === 3 && 'three', { what: 'three' })).toBe('three')
})

test('says what it waited for, and why the condition failed last', async () => {
  const failing = waitFor(() => Promise.reject(new Error('not yet')), { timeoutMs: 20, what: 'the tide' })
  await expect(failing).rejects.toMatchObject({
    message: 'waited 20 ms for the tide',
    cause: { message: 'not yet' },
  })
})

test('a temporary folder is there until it is removed', async () => {
  const folder = await tempDir()
  expect((await stat(folder.path)).isDirectory()).toBe(true)
  await folder.remove()
  await folder.remove()
  await expect(stat(folder.path)).rejects.toMatchObject({ code: 'ENOENT' })
})
