import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { promisify } from 'node:util'
import { noopLogger } from '@org/events'
import { type TempDir, tempDir, waitFor } from '@org/testkit'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createStorage, type Storage, type StorageOptions } from '../src/index.ts'
import { transactionDrafts } from './support/events.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

const CHILD = new URL('support/storage-child.ts', import.meta.url).pathname
const run = promisify(execFile)

let directory: TempDir
beforeEach(async () => {
  directory = await tempDir()
})
afterEach(() => directory.remove())

const create = (name: string, options: Partial<StorageOptions> = {}): Storage =>
  createStorage({
    dataDir: `${directory.path}/${name}`,
    flushIntervalMs: 10,
    // The events of the tests are of 2023.
    retentionDays: 3_650,
    ...options,
  })

/** As an operator moves a node: every file, also the sockets of the lock. */
async function copy(from: string, to: string): Promise<void> {
  await run('cp', ['-a', `${directory.path}/${from}`, `${directory.path}/${to}`])
}

async function linesOf(storage: Storage): Promise<string[]> {
  const page = await storage.log.readAfter(0, storage.log.latestSeq() + 1)
  return page.events.map((event) => event.line)
}

it('a copied data directory goes on elsewhere as the same node, with the same state', async () => {
  const first = create('here')
  await first.start()
  first.tryEnqueue(transactionDrafts(1, 200))
  await waitFor(() => first.log.latestSeq() === 400, { what: 'durable events' })
  await first.stop()
  const lines = await linesOf(first)
  await copy('here', 'there')

  const started: unknown[] = []
  const logger = { ...noopLogger, info: (_message: string, fields?: unknown) => started.push(fields) }
  const second = create('there', { logger })
  await second.start()
  expect(second.log.nodeId).toBe(first.log.nodeId)
  expect(await linesOf(second)).toEqual(lines)
  expect(started).toContainEqual(expect.objectContaining({ last_seq: 400, checkpoint: 'same' }))
  second.tryEnqueue(transactionDrafts(201, 1))
  await waitFor(() => second.log.latestSeq() === 402 && second.backlog().unshipped === 0, {
    what: 'the next events in ClickHouse',
    timeoutMs: 60_000,
  })
  await second.stop()
})

it('so does the copy of a directory whose process was killed', async () => {
  await mkdir(`${directory.path}/here`)
  const child = spawn(process.execPath, ['--conditions=@org/source', CHILD, `${directory.path}/here`], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  const durable = (): number => Number([...output.matchAll(/^durable \d+ (\d+) /gm)].at(-1)?.[1] ?? 0)
  await waitFor(() => durable() > 2_000, { what: 'durable events', timeoutMs: 60_000 })
  child.kill('SIGKILL')
  await once(child, 'close')
  await copy('here', 'there')

  const storage = create('there')
  await storage.start()
  const last = storage.log.latestSeq()
  expect(last).toBeGreaterThanOrEqual(durable())
  expect(await linesOf(storage)).toHaveLength(last)
  await waitFor(() => storage.backlog().unshipped === 0, { what: 'all in ClickHouse', timeoutMs: 60_000 })
  await storage.stop()
})
