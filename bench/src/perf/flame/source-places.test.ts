import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { tempDir } from '@org/testkit'
import { expect, test } from 'vitest'
import { createSourcePlaces } from './source-places.ts'

test('a built function is named by its source, others by their own file from the package on', async () => {
  await using folder = await tempDir('mevscope-places')
  const dist = join(folder.path, 'packages/storage/dist')
  await mkdir(dist, { recursive: true })
  // One segment: line 1, column 4 of the built file is line 3, column 0 of the source.
  const map = { version: 3, sources: ['../src/writer.ts'], names: [], mappings: 'IAEA' }
  await writeFile(join(dist, 'index.js.map'), JSON.stringify(map))
  const placeOf = createSourcePlaces()
  const at = (url: string, lineNumber: number, columnNumber: number): string =>
    placeOf({ functionName: 'f', url, lineNumber, columnNumber })

  expect(at(pathToFileURL(join(dist, 'index.js')).href, 0, 4)).toBe('packages/storage/src/writer.ts:3')
  expect(at(pathToFileURL(join(dist, 'other.js')).href, 9, 0)).toBe('packages/storage/dist/other.js:10')
  expect(at('file:///a/node_modules/.pnpm/ws@8/node_modules/ws/lib/sender.js', 4, 0)).toBe(
    'ws/lib/sender.js:5',
  )
  expect(at('node:net', 1, 0)).toBe('node:net:2')
  expect(placeOf({ functionName: 'writev', url: '' })).toBe('')
})
