import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { installSize } from '../src/perf/size/install-size.ts'
import { loadModule, packageOf } from '../src/perf/size/loaded-modules.ts'

// What makes a start quick is what is not loaded. Turbo builds the packages before this test.

const root = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url))

test('importing @org/ingest loads its own four packages and the contract, and few files', async () => {
  const { urls } = await loadModule(root('packages/ingest/dist/index.js'))
  const packages = new Set(urls.flatMap((url) => packageOf(url) ?? []))
  expect([...packages].sort()).toEqual(['@ethereumjs/rlp', '@noble/hashes', 'undici', 'ws'])
  expect(urls.length).toBeLessThan(200)
})

test('importing @org/storage loads no engine: that waits until one is opened', async () => {
  const { urls } = await loadModule(root('packages/storage/dist/index.js'))
  const packages = new Set(urls.flatMap((url) => packageOf(url) ?? []))
  expect(packages).not.toContain('chdb')
  expect(packages).not.toContain('express')
})

test('an installation of @org/ingest is less than a fiftieth of one of the server', async () => {
  const ingest = await installSize(root('packages/ingest'))
  const server = await installSize(root('apps/server'))
  expect(ingest.packages).toBeLessThan(10)
  expect(server.largest[0]?.name).toMatch(/chdb/)
  expect(ingest.bytes * 50).toBeLessThan(server.bytes)
})
