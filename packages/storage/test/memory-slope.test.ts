import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { type TempDir, tempDir, waitFor } from '@org/testkit'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createStorage, type Storage } from '../src/index.ts'
import { mixedGroup } from './support/event-mix.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

const MIB = 1024 * 1024
const MEMORY_EVENTS = 15_000
/** Far more than so many events have: their number is the bound. */
const MEMORY_BYTES = 64 * MIB
/** Each fills the memory twice. */
const ROUNDS = 6
const GROUPS_PER_ROUND = 5_000

let directory: TempDir
let storage: Storage

beforeEach(async () => {
  directory = await tempDir()
  storage = createStorage({
    dataDir: directory.path,
    // Nobody listens there: what waits for ClickHouse is on disk.
    clickhouse: { kind: 'server', url: 'http://127.0.0.1:9' },
    memoryEvents: MEMORY_EVENTS,
    memoryBytes: MEMORY_BYTES,
    flushBatch: 2_000,
  })
  await storage.start()
})
afterEach(async () => {
  await storage.stop()
  await directory.remove()
})

/** What is alive, after a full collection. */
function alive(): { readonly heap: number; readonly buffers: number } {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void // that is what the flag exposes
  // Twice: what buffers held is given back while the first goes on.
  collect()
  collect()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return { heap: heapUsed, buffers: arrayBuffers }
}

async function fill(round: number): Promise<void> {
  for (let group = 0; group < GROUPS_PER_ROUND; group += 1) {
    const drafts = mixedGroup(round * GROUPS_PER_ROUND + group)
    expect(storage.tryEnqueue(drafts)).toBe('accepted')
    // Commits of many sizes.
    if (group % 97 === 0) await durable()
  }
  await durable()
}

const durable = (): Promise<unknown> =>
  waitFor(() => storage.backlog().waiting === 0, { what: 'durable events', timeoutMs: 60_000 })

/** Reads what keeps texts when it is asked for. */
async function read(): Promise<void> {
  storage.models.snapshot({ txLimit: 250, oppLimit: 600, featureLimit: 600, minScore: 0 })
  await storage.models.transactionDetails({ limit: 1_000 })
  await storage.log.readAfter(storage.log.latestSeq() - MEMORY_EVENTS, 5_000)
}

describe('memory', () => {
  it('stays as it is once it is full, and within its bound, however many events come', async () => {
    const empty = alive()
    const rounds: { heap: number; buffers: number }[] = []
    for (let round = 0; round < ROUNDS; round += 1) {
      await fill(round)
      await read()
      const { heap, buffers } = alive()
      rounds.push({ heap: heap - empty.heap, buffers: buffers - empty.buffers })
    }
    const held = storage.log.latestSeq()
    expect(held).toBeGreaterThan(10 * MEMORY_EVENTS)
    const middle = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[1] ?? 0
    const early = middle(rounds.slice(0, 3).map(({ heap }) => heap))
    const late = middle(rounds.slice(-3).map(({ heap }) => heap))
    expect(late).toBeLessThan(early * 1.25 + MIB)
    // About 400 bytes; the live views of an event, not its line.
    expect(late / MEMORY_EVENTS).toBeLessThan(800)
    // The lines of the window, and chunks of 4 MiB that are held for a part. All lines together are three times that.
    const { events } = await storage.log.readAfter(held - MEMORY_EVENTS, MEMORY_EVENTS)
    const lines = events.reduce((sum, event) => sum + event.line.length, 0)
    for (const { buffers } of rounds) expect(buffers).toBeLessThan(lines * 1.2 + 24 * MIB)
  })
})
