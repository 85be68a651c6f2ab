import { readFile, rm, writeFile } from 'node:fs/promises'
import { type Logger, noopLogger, type ReplayPoint } from '@org/events'
import { type TempDir, tempDir, waitFor } from '@org/testkit'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createStorage, type Storage, type StorageOptions } from '../src/index.ts'
import { featuresDraft, transactionDrafts } from './support/events.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

let directory: TempDir
const running: Storage[] = []

beforeEach(async () => {
  directory = await tempDir()
})
afterEach(async () => {
  for (const storage of running.splice(0)) await storage.stop()
  await directory.remove()
})

const MEMORY_EVENTS = 500

async function start(options: Partial<StorageOptions> = {}): Promise<Storage> {
  const storage = createStorage({
    dataDir: directory.path,
    flushIntervalMs: 10,
    // The events of the tests are of 2023.
    retentionDays: 3_650,
    memoryEvents: MEMORY_EVENTS,
    walSegmentBytes: 64 * 1024,
    ...options,
  })
  running.push(storage)
  await storage.start()
  return storage
}

async function write(storage: Storage, from: number, transactions: number): Promise<void> {
  for (let number = from; number < from + transactions; number += 10) {
    const group = transactionDrafts(number, 10)
    storage.tryEnqueue([...group, featuresDraft(number, number % 100)])
  }
  await waitFor(() => storage.backlog().waiting === 0, { what: 'durable events' })
}

async function inClickHouse(storage: Storage): Promise<void> {
  await waitFor(() => storage.backlog().unshipped === 0, { what: 'events in ClickHouse', timeoutMs: 60_000 })
}

/** The state after the last event, as the storage itself has it. */
async function own(storage: Storage): Promise<ReplayPoint> {
  const seq = storage.log.latestSeq()
  const noted = (): ReplayPoint | undefined =>
    storage.replays.recent().points.find((point) => point.seq === seq)
  await waitFor(() => noted() !== undefined, { what: 'a note of the last event' })
  const point = noted()
  if (point === undefined) throw new Error('noted just now')
  return point
}

/** What is logged at a start. */
function listen(): { readonly logger: Logger; readonly started: unknown[]; readonly errors: string[] } {
  const started: unknown[] = []
  const errors: string[] = []
  const logger: Logger = {
    ...noopLogger,
    info: (message, fields) => message === 'storage started' && started.push(fields),
    error: (message) => errors.push(message),
  }
  return { logger, started, errors }
}

describe('replay of the running storage', () => {
  it('comes to the digest that the node itself has, from memory, log or ClickHouse', async () => {
    const storage = await start({ walRetentionBytes: 128 * 1024, flushBatch: 200 })
    await write(storage, 1, 400)
    const early = await own(storage)
    await write(storage, 401, 800)
    const late = await own(storage)
    await inClickHouse(storage)
    expect(early).toMatchObject({ complete: true })

    const report = await storage.replays.replay({ from: early.seq, to: late.seq, stride: 100_000 })
    expect(report.points).toEqual([early, late])
    expect(report.complete_from).not.toBeNull()
    expect(report.read_from).toBe(early.seq - MEMORY_EVENTS)
    // Ten sightings of each group stay pending; the window holds the newest.
    expect(report.added_total).toBe(late.pending)
    expect(report.removed_total).toBe(early.pending)
  })

  it('ends with the storage', async () => {
    const storage = await start()
    await write(storage, 1, 700)
    const query = { from: 0, to: storage.log.latestSeq(), stride: 1_000 }
    const ended = expect(storage.replays.replay(query)).rejects.toMatchObject({ code: 'CLICKHOUSE_CLOSED' })
    await storage.stop()
    await ended
    await expect(storage.replays.replay(query)).rejects.toMatchObject({ code: 'CLICKHOUSE_CLOSED' })
  })

  it('error: a second one at the same time is refused', async () => {
    const storage = await start()
    await write(storage, 1, 300)
    const query = { from: 0, to: storage.log.latestSeq(), stride: 1_000 }
    const first = storage.replays.replay(query)
    await expect(storage.replays.replay(query)).rejects.toMatchObject({
      code: 'REPLAY_BUSY',
      retryable: true,
    })
    await first
    expect((await storage.replays.replay(query)).complete_from).toBe(1)
  })
})

describe('a restart', () => {
  it('makes the same state again and says so', async () => {
    const first = await start()
    await write(first, 1, 700)
    const before = await own(first)
    await first.stop()

    const { logger, started } = listen()
    const second = await start({ logger })
    expect(await own(second)).toEqual(before)
    expect(started).toMatchObject([{ checkpoint: 'same', rebuilt_events: MEMORY_EVENTS }])
    await write(second, 701, 50)
    const report = await second.replays.replay({ from: 0, to: second.log.latestSeq(), stride: 100_000 })
    expect(report.points.at(-1)).toEqual(await own(second))
  })

  it('makes it from ClickHouse when the log is gone', async () => {
    const first = await start()
    await write(first, 1, 700)
    await inClickHouse(first)
    const before = await own(first)
    await first.stop()
    await rm(`${directory.path}/wal`, { recursive: true })
    const { logger, started } = listen()
    const second = await start({ logger })
    expect(await own(second)).toEqual(before)
    expect(started).toMatchObject([{ checkpoint: 'same' }])
  })

  it('with other bounds fills memory up to those, and compares nothing', async () => {
    const first = await start({ memoryEvents: 200 })
    await write(first, 1, 700)
    await first.stop()
    const { logger, started } = listen()
    const second = await start({ logger })
    expect(started).toMatchObject([{ checkpoint: 'unknown', rebuilt_events: MEMORY_EVENTS }])
    const { seq, digest, complete } = await own(second)
    const report = await second.replays.replay({ from: 0, to: seq, stride: 100_000 })
    expect(report.points.at(-1)).toMatchObject({ seq, digest, complete })
    expect(complete).toBe(true)
  })

  it('says loudly when the events make another state than the checkpoint promises', async () => {
    const first = await start()
    await write(first, 1, 100)
    await first.stop()
    const path = `${directory.path}/checkpoint.json`
    const saved = await readFile(path, 'utf8')
    await writeFile(path, saved.replace(/"digest":"[0-9a-f]{8}/, '"digest":"00000000'))
    const { logger, started, errors } = listen()
    await start({ logger })
    expect(started).toMatchObject([{ checkpoint: 'different' }])
    expect(errors).toEqual(['the stored events make another state than the last run had at the checkpoint'])
  })

  it.each(['', '{"seq":1}', 'no JSON', '{"version":0,"seq":1,"window_from":1,"digest":"","complete":true}'])(
    'does without a checkpoint that is no use: %j',
    async (content) => {
      const first = await start()
      await write(first, 1, 400)
      const before = await own(first)
      await first.stop()
      await writeFile(`${directory.path}/checkpoint.json`, content)
      const { logger, started } = listen()
      const second = await start({ logger })
      expect((await own(second)).digest).toBe(before.digest)
      expect(started).toMatchObject([{ checkpoint: 'unknown' }])
    },
  )
})
