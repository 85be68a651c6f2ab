import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { tempDir, waitFor } from '@org/testkit'
import { expect, it } from 'vitest'
import { createEventStore } from '../src/clickhouse/event-store.ts'
import { createStorage } from '../src/index.ts'

/** Past every number. */
const END = Number.POSITIVE_INFINITY

const CHILD = new URL('support/storage-child.ts', import.meta.url).pathname
const ROUNDS = 4

/** Runs the writing program, kills it with SIGKILL in the middle, and returns where it began and what it acknowledged. */
async function writeAndKill(dataDir: string, afterMs: number): Promise<{ started: number; durable: number }> {
  const child = spawn(process.execPath, ['--conditions=@org/source', CHILD, dataDir], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  const last = (word: string): number | undefined => {
    const found = [...output.matchAll(new RegExp(`^${word} (\\d+)\n`, 'gm'))].at(-1)?.[1]
    return found === undefined ? undefined : Number(found)
  }
  await waitFor(() => last('durable') !== undefined, { what: 'the first durable event', timeoutMs: 60_000 })
  await sleep(afterMs)
  child.kill('SIGKILL')
  await once(child, 'close')
  return { started: last('started') ?? -1, durable: last('durable') ?? -1 }
}

it('keeps every acknowledged event over kill -9, goes on numbering, and has each in ClickHouse exactly once', async () => {
  await using directory = await tempDir()
  let acknowledged = 0
  for (let round = 0; round < ROUNDS; round += 1) {
    const { started, durable } = await writeAndKill(directory.path, 150 + 130 * round)
    expect(started).toBeGreaterThanOrEqual(acknowledged)
    expect(durable).toBeGreaterThan(started)
    acknowledged = durable
  }

  const storage = createStorage({ dataDir: directory.path, flushIntervalMs: 10, retentionDays: 3_650 })
  await storage.start()
  const last = storage.log.latestSeq()
  expect(last).toBeGreaterThanOrEqual(acknowledged)
  const all = Array.from({ length: last }, (_, index) => index + 1)
  const page = await storage.log.readAfter(0, last + 1)
  expect(page.events.map((event) => event.seq)).toEqual(all)
  const { nodeId } = storage.log
  await storage.stop()

  const store = createEventStore({
    kind: 'embedded',
    path: `${directory.path}/clickhouse`,
    nodeId,
    retentionDays: 3_650,
  })
  await store.start()
  const stored = await store.readAfter(0, END, last + 1_000_000)
  await store.stop()
  expect(stored.events.map((event) => event.seq)).toEqual(all)
  expect(stored.events.map((event) => event.line)).toEqual(page.events.map((event) => event.line))
}, 180_000)
