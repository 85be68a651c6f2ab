import { open, readdir, readFile, rm, stat, truncate } from 'node:fs/promises'
import {
  decodeEvent,
  type Logger,
  linesOf,
  noopLogger,
  noopMetrics,
  type ReadMetric,
  type StoredEvent,
} from '@org/events'
import { startClickHouseHttp, type TempDir, tempDir, waitFor } from '@org/testkit'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createEventStore } from '../src/clickhouse/event-store.ts'
import { createStorage, type Storage, type StorageOptions } from '../src/index.ts'
import { testHash, transactionDrafts } from './support/events.ts'
import { plainEvent } from './support/plain-event.ts'

// Several starts each, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

/** Past every number. */
const END = Number.POSITIVE_INFINITY

let directory: TempDir
const storages: Storage[] = []
beforeEach(async () => {
  directory = await tempDir()
})
afterEach(async () => {
  for (const storage of storages.splice(0)) await storage.stop()
  await directory.remove()
})

function create(options: Partial<StorageOptions> = {}): Storage {
  // The test events are of 2023.
  const storage = createStorage({
    dataDir: directory.path,
    retentionDays: 3_650,
    flushIntervalMs: 10,
    ...options,
  })
  storages.push(storage)
  return storage
}

const durable = (storage: Storage, seq: number): Promise<unknown> =>
  waitFor(() => storage.log.latestSeq() >= seq, { what: `event ${seq} durable` })

const inClickHouse = (storage: Storage): Promise<unknown> =>
  waitFor(() => clickHouse(storage)?.state === 'up' && clickHouse(storage)?.detail === null, {
    what: 'everything in ClickHouse',
    timeoutMs: 20_000,
  })

const clickHouse = (storage: Storage) => storage.status().find((part) => part.name === 'clickhouse')

describe('createStorage', () => {
  it('does nothing before start: no file, empty log and models, events refused', async () => {
    const storage = create()
    expect(storage.tryEnqueue(transactionDrafts(1, 1))).toBe('closed')
    expect([storage.log.nodeId, storage.log.latestSeq(), storage.log.oldestSeq()]).toEqual(['', 0, 1])
    expect(await storage.models.transaction(testHash(1))).toBeNull()
    expect(await readdir(directory.path)).toEqual([])
    expect(storage.status().map((part) => part.state)).toEqual(['down', 'down'])
  })

  it('shows an event in log, models and to subscribers at once, when it is durable', async () => {
    const storage = create()
    await storage.start()
    const heard: string[] = []
    const modelsWhenHeard: (string | null)[] = []
    storage.log.subscribe((batch) => {
      heard.push(...linesOf(batch))
      storage.models
        .snapshot({ txLimit: 1, featureLimit: 1, oppLimit: 1, minScore: 0 })
        .transactions.forEach((row) => {
          modelsWhenHeard.push(row)
        })
    })
    expect(storage.tryEnqueue(transactionDrafts(7, 1))).toBe('accepted')
    await durable(storage, 2)
    expect(heard).toHaveLength(2)
    expect(modelsWhenHeard).toEqual([expect.stringContaining(testHash(7))])
    const segments = await readdir(`${directory.path}/wal`)
    expect(await readFile(`${directory.path}/wal/${segments[0]}`, 'utf8')).toContain(`${heard.join('\n')}\n`)
    expect((await storage.log.readAfter(0, 10)).events.map((event) => event.line)).toEqual(heard)
  })

  it('shows the same after a restart, under the same node id, and goes on numbering', async () => {
    const first = create()
    await first.start()
    first.tryEnqueue(transactionDrafts(1, 300))
    await first.stop()
    const lines = (await first.log.readAfter(0, 1_000)).events.map((event) => event.line)
    const record = await first.models.transaction(testHash(300))
    expect(record).toContain('"status":"pending"')

    const second = create()
    await second.start()
    expect(second.log.nodeId).toBe(first.log.nodeId)
    expect(second.log.latestSeq()).toBe(600)
    expect((await second.log.readAfter(0, 1_000)).events.map((event) => event.line)).toEqual(lines)
    expect(await second.models.transaction(testHash(300))).toBe(record)
    second.tryEnqueue(transactionDrafts(301, 1))
    await durable(second, 602)
    const page = await second.log.readAfter(600, 10)
    expect(page.events.map((event) => event.seq)).toEqual([601, 602])
  })

  it('hands the newest stored events to whoever restores, in order, whatever it throws', async () => {
    const first = create()
    await first.start()
    first.tryEnqueue(transactionDrafts(1, 300))
    await first.stop()
    expect(first.log.latestSeq()).toBe(600)

    const restored: number[] = []
    const second = create({
      memoryEvents: 100,
      onRestored(event) {
        restored.push(event.seq)
        if (event.seq === 550) throw new Error('not this one')
      },
    })
    await second.start()
    expect(restored).toEqual(Array.from({ length: 100 }, (_, i) => 501 + i))
  })

  it('hands over older gaps, too, since one of them may still be open', async () => {
    const first = create()
    await first.start()
    const gap = { gap_id: 'g', cause: 'shutdown', from_us: 5, to_us: null, backfilled: 0 } as const
    const [draft] = transactionDrafts(1, 1)
    if (draft === undefined) throw new Error('a draft')
    first.tryEnqueue([{ ...draft, kind: 'GapOpened', tx_hash: '', data: gap }])
    first.tryEnqueue(transactionDrafts(1, 100))
    await durable(first, 201)
    await inClickHouse(first)
    await first.stop()

    const restored: StoredEvent[] = []
    const second = create({ memoryEvents: 10, onRestored: (event) => restored.push(event) })
    await second.start()
    expect(restored).toHaveLength(11)
    expect(restored[0]).toMatchObject({ seq: 1, kind: 'GapOpened', data: gap })
  })

  it('error: a second storage on the same directory is refused and the first goes on', async () => {
    const first = create()
    await first.start()
    await expect(create().start()).rejects.toMatchObject({
      code: 'DATA_DIR_IN_USE',
      message: `the data directory ${directory.path} is in use by process ${process.pid}`,
    })
    first.tryEnqueue(transactionDrafts(1, 1))
    await durable(first, 2)
  })

  it('continues after ClickHouse when the log lost its end, and reads over the hole', async () => {
    const first = create()
    await first.start()
    first.tryEnqueue(transactionDrafts(1, 20))
    await durable(first, 40)
    await inClickHouse(first)
    await first.stop()
    await rm(`${directory.path}/wal`, { recursive: true })

    const warnings: unknown[] = []
    const log = (message: string, fields?: unknown) => warnings.push([message, fields])
    const ignore = (): void => {}
    const second = create({ memoryEvents: 3, logger: { debug: ignore, info: ignore, warn: log, error: log } })
    await second.start()
    expect(warnings).toEqual([
      [expect.stringContaining('end at different events'), { wal_last_seq: 0, clickhouse_last_seq: 40 }],
    ])
    second.tryEnqueue(transactionDrafts(21, 5))
    await durable(second, 50)
    await inClickHouse(second)
    const { events } = await second.log.readAfter(0, 100)
    expect(events.map((event) => event.seq)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1))
    expect(second.log.oldestSeq()).toBe(1)
    expect(await second.models.transaction(testHash(1))).toContain('"status":"pending"')
  })

  describe('after a part of its data was taken away', () => {
    /** Forty events in ClickHouse; the log can be cut back to the first thirty. */
    async function fortyEvents(): Promise<{ readonly lines: string[]; cutLog(): Promise<void> }> {
      const storage = create()
      await storage.start()
      storage.tryEnqueue(transactionDrafts(1, 15))
      await durable(storage, 30)
      const path = `${directory.path}/wal/00000000000000000001.wal`
      const { size } = await stat(path)
      storage.tryEnqueue(transactionDrafts(16, 5))
      await durable(storage, 40)
      await inClickHouse(storage)
      const { events } = await storage.log.readAfter(0, 100)
      await storage.stop()
      return { lines: events.map((event) => event.line), cutLog: () => truncate(path, size) }
    }

    /** Starts again with little memory, writes ten more events and returns what is said and what can be read. */
    async function goOn(): Promise<{ readonly warnings: unknown[]; readonly lines: string[] }> {
      const warnings: unknown[] = []
      const logger: Logger = { ...noopLogger, warn: (_message, fields) => warnings.push(fields) }
      const storage = create({ memoryEvents: 3, logger })
      await storage.start()
      storage.tryEnqueue(transactionDrafts(21, 5))
      await durable(storage, 50)
      await inClickHouse(storage)
      const { events } = await storage.log.readAfter(0, 100)
      const { nodeId } = storage.log
      await storage.stop()
      const store = createEventStore({
        kind: 'embedded',
        path: `${directory.path}/clickhouse`,
        nodeId,
        retentionDays: 3_650,
      })
      await store.start()
      const stored = await store.readAfter(0, END, 100)
      await store.stop()
      expect(stored.events.map(plainEvent)).toEqual(events.map(plainEvent))
      return { warnings, lines: events.map((event) => event.line) }
    }

    it('goes on after ClickHouse when the end of the log was cut off, and shows all of it', async () => {
      const { lines, cutLog } = await fortyEvents()
      await cutLog()
      const after = await goOn()
      expect(after.warnings).toEqual([{ wal_last_seq: 30, clickhouse_last_seq: 40 }])
      expect(after.lines.slice(0, 40)).toEqual(lines)
      expect(after.lines).toHaveLength(50)
    })

    it('goes on after the log when ClickHouse was deleted, and fills it again', async () => {
      const { lines } = await fortyEvents()
      await rm(`${directory.path}/clickhouse`, { recursive: true })
      const after = await goOn()
      expect(after.warnings).toEqual([{ wal_last_seq: 40, clickhouse_last_seq: 0 }])
      expect(after.lines.slice(0, 40)).toEqual(lines)
      expect(after.lines).toHaveLength(50)
    })

    it('gives no number again that memory was noted with, when all else is lost', async () => {
      const { cutLog } = await fortyEvents()
      await cutLog()
      await rm(`${directory.path}/clickhouse`, { recursive: true })
      await rm(`${directory.path}/shipment.json`)
      const after = await goOn()
      expect(after.lines.slice(30).map((line) => decodeEvent(line).seq)).toEqual(
        Array.from({ length: 10 }, (_, index) => 41 + index),
      )
    })

    it('gives no number again that was once sent, when both have lost it', async () => {
      const { lines, cutLog } = await fortyEvents()
      await cutLog()
      await rm(`${directory.path}/clickhouse`, { recursive: true })
      const after = await goOn()
      // A third one follows when the last batch that was sent began below the cut.
      expect(after.warnings.slice(0, 2)).toEqual([
        { wal_last_seq: 30, clickhouse_last_seq: 0 },
        { wal_last_seq: 30, clickhouse_last_seq: 0, sent_last_seq: 40 },
      ])
      expect(after.lines.slice(0, 30)).toEqual(lines.slice(0, 30))
      expect(after.lines.slice(30).map((line) => decodeEvent(line).seq)).toEqual(
        Array.from({ length: 10 }, (_, index) => 41 + index),
      )
    })
  })

  it('reads from ClickHouse what memory and the log have let go', async () => {
    const storage = create({
      memoryEvents: 10,
      walSegmentBytes: 20_000,
      walRetentionBytes: 40_000,
      flushBatch: 100,
    })
    await storage.start()
    for (let round = 0; round < 20; round += 1) {
      storage.tryEnqueue(transactionDrafts(round * 20 + 1, 20))
      await durable(storage, (round + 1) * 40)
    }
    await inClickHouse(storage)
    const segments = await readdir(`${directory.path}/wal`)
    expect(segments).not.toContain('00000000000000000001.wal')
    const { events, nextAfter } = await storage.log.readAfter(0, 5_000, { kinds: new Set(['TxDecoded']) })
    expect(events.map((event) => event.seq)).toEqual(Array.from({ length: 400 }, (_, index) => 2 * index + 2))
    expect(nextAfter).toBe(800)
    expect(decodeEvent(events[0]?.line ?? '')).toMatchObject({ tx_hash: testHash(1) })
  })

  it('takes events while a ClickHouse server is away, at start or later, and ships them when it is back', async () => {
    const path = `${directory.path}/server`
    const first = await startClickHouseHttp({ path })
    const port = Number(new URL(first.url).port)
    await first.stop()
    const storage = create({ clickhouse: { kind: 'server', url: first.url } })
    await storage.start()
    storage.tryEnqueue(transactionDrafts(1, 10))
    await durable(storage, 20)
    expect(clickHouse(storage)).toMatchObject({
      state: 'degraded',
      detail: expect.stringContaining('20 events behind'),
    })
    for (let round = 1; round <= 2; round += 1) {
      const server = await startClickHouseHttp({ path, port })
      try {
        await inClickHouse(storage)
      } finally {
        await server.stop()
      }
      storage.tryEnqueue(transactionDrafts(100 * round, 10))
      await durable(storage, 20 + 20 * round)
      await waitFor(() => clickHouse(storage)?.state === 'degraded', {
        what: 'the loss of the server noticed',
      })
    }
    await using server = await startClickHouseHttp({ path, port })
    expect(server.url).toBe(first.url)
    await inClickHouse(storage)
    const { nodeId } = storage.log
    await storage.stop()

    const store = createEventStore({ kind: 'server', url: first.url, nodeId, retentionDays: 3_650 })
    await store.start()
    const { events } = await store.readAfter(0, END, 1_000)
    await store.stop()
    expect(events.map((event) => event.seq)).toEqual(Array.from({ length: 60 }, (_, index) => index + 1))
  }, 60_000)

  it('declares every metric at once and reports queue, segments and lag', async () => {
    const names: string[] = []
    const read = new Map<string, ReadMetric>()
    const declare =
      <Family>(family: Family) =>
      (spec: { readonly name: string }): Family => {
        names.push(spec.name)
        return family
      }
    const storage = create({
      metrics: {
        counter: declare(noopMetrics.counter({ name: '', help: '' })),
        gauge: declare(noopMetrics.gauge({ name: '', help: '' })),
        histogram: declare(noopMetrics.histogram({ name: '', help: '', buckets: [] })),
        observe: (_type, spec, reader) => read.set(spec.name, reader),
      },
    })
    expect([...names, ...read.keys()].filter((name) => !name.includes('refused')).sort()).toEqual([
      'ingest_to_visible_seconds',
      'storage_clickhouse_dead_letters',
      'storage_clickhouse_dead_letters_total',
      'storage_clickhouse_errors_total',
      'storage_clickhouse_insert_seconds',
      'storage_clickhouse_lag_events',
      'storage_clickhouse_lag_seconds',
      'storage_commit_seconds',
      'storage_durable_seq',
      'storage_events_total',
      'storage_queue_capacity',
      'storage_queue_depth',
      'storage_wal_bytes_total',
      'storage_wal_fsync_seconds',
      'storage_wal_segments',
    ])
    await storage.start()
    storage.tryEnqueue(transactionDrafts(1, 1))
    await durable(storage, 2)
    await inClickHouse(storage)
    const values = new Map<string, number>()
    for (const [name, reader] of read) reader((value) => values.set(name, value))
    expect(Object.fromEntries(values)).toEqual({
      storage_clickhouse_dead_letters: 0,
      storage_clickhouse_lag_events: 0,
      storage_clickhouse_lag_seconds: 0,
      storage_commit_seconds: 0,
      storage_durable_seq: 2,
      storage_queue_capacity: 65_536,
      storage_queue_depth: 0,
      storage_wal_segments: 1,
    })
  })

  it('error: refuses a second start, and a start after stop', async () => {
    const storage = create()
    await storage.start()
    await expect(storage.start()).rejects.toMatchObject({ code: 'ALREADY_STARTED' })
    await storage.stop()
    await storage.stop()
    await expect(storage.closed).resolves.toBeUndefined()
    const never = create()
    await never.stop()
    await expect(never.start()).rejects.toMatchObject({ code: 'ALREADY_STARTED' })
  })

  it('error: damage in the log fails the start with file and offset and lets the directory go', async () => {
    const storage = create({ walSegmentBytes: 1_000 })
    await storage.start()
    for (let number = 1; number <= 3; number += 1) {
      storage.tryEnqueue(transactionDrafts(number, 1))
      await durable(storage, 2 * number)
    }
    await storage.stop()
    const path = `${directory.path}/wal/${(await readdir(`${directory.path}/wal`)).sort()[0]}`
    const file = await open(path, 'r+')
    await file.write('X', 100)
    await file.close()
    for (let attempt = 0; attempt < 2; attempt += 1) {
      await expect(create().start()).rejects.toMatchObject({
        code: 'WAL_CORRUPT',
        message: expect.stringContaining(`${path} is damaged at offset 32`),
      })
    }
  })

  it('error: a log that cannot be written ends the storage, which says so and can be stopped', async () => {
    const storage = create({ walSegmentBytes: 1 })
    await storage.start()
    storage.tryEnqueue(transactionDrafts(1, 1))
    await durable(storage, 2)
    await rm(`${directory.path}/wal`, { recursive: true })
    storage.tryEnqueue(transactionDrafts(2, 1))
    await expect(storage.closed).rejects.toMatchObject({
      code: 'WAL_IO',
      message: expect.stringContaining(`${directory.path}/wal/00000000000000000003.wal`),
    })
    expect(storage.tryEnqueue(transactionDrafts(3, 1))).toBe('closed')
    expect(storage.status()[0]).toMatchObject({
      name: 'wal',
      state: 'down',
      detail: expect.stringContaining('create'),
    })
    await storage.stop()
    expect(storage.log.latestSeq()).toBe(2)
  })

  it('error: a log without its node id is not given a new owner', async () => {
    const storage = create()
    await storage.start()
    storage.tryEnqueue(transactionDrafts(1, 1))
    await storage.stop()
    await rm(`${directory.path}/node-id`)
    await expect(create().start()).rejects.toMatchObject({
      code: 'DATA_DIR_DAMAGED',
      message: expect.stringContaining(`${directory.path}/node-id is missing`),
    })
  })
})
