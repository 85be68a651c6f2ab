import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Searcher } from '@org/events'
import { expect, onTestFinished, test } from 'vitest'
import { derive, opportunities } from './support/derive.ts'
import { buy } from './support/swaps.ts'

const PACKAGE_DIR = join(import.meta.dirname, '..')

test('the strategy of the README runs as it stands, beside the built-in ones', async () => {
  const readme = await readFile(join(PACKAGE_DIR, 'README.md'), 'utf8')
  const blocks = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code ?? '')
  const example = blocks.find((code) => code.includes('const largeSwap')) ?? ''
  // Inside the package, so that its own name resolves as for whoever installed it.
  await mkdir(join(PACKAGE_DIR, '.vitest'), { recursive: true })
  const dir = await mkdtemp(join(PACKAGE_DIR, '.vitest', 'readme-'))
  onTestFinished(() => rm(dir, { recursive: true }))
  const file = join(dir, 'example.ts')
  await writeFile(file, example)
  const { searcher } = (await import(pathToFileURL(file).href)) as { searcher: Searcher } // what the example exports

  const names = (coins: number, index: number): string[] =>
    opportunities(derive(searcher, buy(index, coins))).map((data) => data.strategy)
  expect(names(99, 1)).not.toContain('LargeSwap')
  expect(names(100, 2)).toContain('LargeSwap')
  expect(names(100, 3)).toContain('SandwichExposure')
})
