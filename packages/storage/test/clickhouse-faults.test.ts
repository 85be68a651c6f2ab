import { readdir, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { linesOf, noopLogger, noopMetrics } from '@org/events'
import {
  type ClickHouseHttp,
  type Fault,
  type FaultProxy,
  startClickHouseHttp,
  startFaultProxy,
  type TempDir,
  tempDir,
  waitFor,
} from '@org/testkit'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { openEngine } from '../src/clickhouse/open-engine.ts'
import { createStorage, replayStored, type Storage, type StorageOptions } from '../src/index.ts'
import { expectStored } from './support/check-stored.ts'
import { mixedGroup } from './support/event-mix.ts'
import { startLoad } from './support/load.ts'

// Real processes on a machine that may be busy.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 60_000 })
const PATIENCE_MS = 60_000
/** Past every number. */
const END = 1_000_000

let engineFolder: TempDir
let server: ClickHouseHttp
let proxy: FaultProxy
let folder: TempDir
let storage: Storage
let database = ''
let tests = 0

beforeAll(async () => {
  engineFolder = await tempDir()
  server = await startClickHouseHttp({ path: engineFolder.path })
  proxy = await startFaultProxy(server.url)
})
afterAll(async () => {
  await proxy.stop()
  await server.stop()
  await engineFolder.remove()
})
beforeEach(async () => {
  folder = await tempDir()
  tests += 1
  database = `faults_${tests}`
  await proxy.set({ kind: 'pass' })
})
afterEach(async () => {
  await storage.stop()
  await folder.remove()
})

/** ClickHouse itself, without the proxy. */
const direct = () => ({ kind: 'server', url: server.url, database }) as const

function create(options: Partial<StorageOptions> = {}): Storage {
  storage = createStorage({
    dataDir: folder.path,
    clickhouse: { kind: 'server', url: proxy.url, database, requestTimeoutMs: 1_500 },
    flushIntervalMs: 20,
    flushBatch: 2_000,
    ...options,
  })
  return storage
}

const clickHouse = () => storage.status().find((part) => part.name === 'clickhouse')
const lag = () => storage.backlog().unshipped

const caughtUp = (): Promise<unknown> =>
  waitFor(() => storage.backlog().waiting === 0 && lag() === 0, {
    what: `everything in ClickHouse (${clickHouse()?.detail})`,
    timeoutMs: PATIENCE_MS,
  })

async function command(query: string): Promise<void> {
  const engine = await openEngine(direct(), noopMetrics)
  await engine.command(query)
  await engine.close()
}

async function linesOfLog(): Promise<string[]> {
  return (await storage.log.readAfter(0, END)).events.map((event) => event.line)
}

const seqOf = (line: string): number => Number(/\d+/.exec(line)?.[0])

async function letters(): Promise<{ seq: number; code: string; reason: string; line: string }[]> {
  const text = await readFile(join(folder.path, 'dead-letter', '00000001.jsonl'), 'utf8').catch(() => '')
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line))
}

describe('a ClickHouse that fails under load', () => {
  const everything: readonly Fault[] = [
    { kind: 'down' },
    { kind: 'status', status: 503 },
    { kind: 'status', status: 429 },
    { kind: 'status', status: 500 },
    { kind: 'hang' },
    { kind: 'garbage' },
    { kind: 'empty' },
    { kind: 'error-in-body' },
    { kind: 'cut-answer', bytes: 0 },
    { kind: 'cut-answer', bytes: 1 },
  ]
  const inserts: readonly Fault[] = [
    { kind: 'cut-request', bytes: 0 },
    { kind: 'cut-request', bytes: 10_000 },
    { kind: 'cut-answer', bytes: 0 },
    // Arrives when nobody waits for it any more, beside its own retry.
    { kind: 'slow', delayMs: 1_900 },
    { kind: 'empty' },
    { kind: 'error-in-body' },
  ]

  it('stops nobody else: events go on being durable and visible, lag grows and ends, and each is stored once', async () => {
    await create().start()
    const load = startLoad(storage, 2, 10)
    await waitFor(() => storage.log.latestSeq() > 200, { what: 'events', timeoutMs: PATIENCE_MS })
    for (const plan of [
      ...everything.map((fault) => ({ fault })),
      ...inserts.map((fault) => ({ fault, only: 'inserts' }) as const),
    ]) {
      await caughtUpOnce()
      const struck = proxy.counts().struck
      const before = storage.log.latestSeq()
      await proxy.set(plan)
      const what = JSON.stringify(plan)
      if (plan.fault.kind !== 'down') {
        await waitFor(() => proxy.counts().struck >= struck + 2, { what, timeoutMs: PATIENCE_MS })
      }
      await waitFor(() => clickHouse()?.state === 'degraded', {
        what: `${what} noticed`,
        timeoutMs: PATIENCE_MS,
      })
      await waitFor(() => storage.log.latestSeq() > before + 700 && lag() > 700, {
        what: `events in spite of ${what}`,
        timeoutMs: PATIENCE_MS,
      })
      await proxy.set({ kind: 'pass' })
    }
    await load.stop()
    await caughtUp()
    expect(clickHouse()).toEqual({ name: 'clickhouse', state: 'up', detail: null })
    const lines = await linesOfLog()
    expect(lines.map(seqOf)).toEqual(lines.map((_, index) => index + 1))
    await storage.stop()
    await expectStored(direct(), storage.log.nodeId, lines)
    expect(await letters()).toEqual([])
  })

  /** Lag never stays at 0 under load: once is enough. */
  async function caughtUpOnce(): Promise<void> {
    await waitFor(() => clickHouse()?.state === 'up' && lag() < 600, {
      what: 'ClickHouse caught up',
      timeoutMs: PATIENCE_MS,
    })
  }

  it('may be slow: inserts grow instead of piling up', async () => {
    await create().start()
    await proxy.set({ fault: { kind: 'slow', delayMs: 400 }, only: 'inserts' })
    const load = startLoad(storage)
    await waitFor(() => storage.log.latestSeq() > 3_000, { what: 'events', timeoutMs: PATIENCE_MS })
    const { inserts: count } = proxy.counts()
    await load.stop()
    await caughtUp()
    const batches = proxy.counts().inserts - count
    expect(batches).toBeLessThan(20)
    const lines = await linesOfLog()
    await storage.stop()
    await expectStored(direct(), storage.log.nodeId, lines)
  })

  it.each<Fault>([{ kind: 'garbage' }, { kind: 'empty' }, { kind: 'down' }])(
    'is not taken for an empty one when it starts with %j',
    async (fault) => {
      await create().start()
      for (let number = 1; number <= 50; number += 1) storage.tryEnqueue(mixedGroup(number))
      await caughtUp()
      await storage.stop()
      await proxy.set(fault)
      await create().start()
      for (let number = 51; number <= 60; number += 1) storage.tryEnqueue(mixedGroup(number))
      await waitFor(() => lag() > 50, { what: 'lag', timeoutMs: PATIENCE_MS })
      expect(clickHouse()?.state).toBe('degraded')
      await proxy.set({ kind: 'pass' })
      await caughtUp()
      const lines = await linesOfLog()
      await storage.stop()
      await expectStored(direct(), storage.log.nodeId, lines)
    },
  )
})

describe('a ClickHouse that has to be mended', () => {
  it('gets everything by itself when its table is back, and nothing is a dead letter', async () => {
    await create().start()
    for (let number = 1; number <= 20; number += 1) storage.tryEnqueue(mixedGroup(number))
    await caughtUp()
    await command(`RENAME TABLE ${database}.events TO ${database}.elsewhere`)
    for (let number = 21; number <= 40; number += 1) storage.tryEnqueue(mixedGroup(number))
    await waitFor(() => clickHouse()?.detail?.includes('UNKNOWN_TABLE'), {
      what: 'the refusal',
      timeoutMs: PATIENCE_MS,
    })
    expect(clickHouse()?.state).toBe('degraded')
    expect(lag()).toBeGreaterThan(50)
    await command(`RENAME TABLE ${database}.elsewhere TO ${database}.events`)
    await caughtUp()
    const lines = await linesOfLog()
    await storage.stop()
    await expectStored(direct(), storage.log.nodeId, lines)
    expect(await letters()).toEqual([])
  })

  it('is not given up on, nor are the events, when it refuses all of them alike', async () => {
    await create().start()
    storage.tryEnqueue(mixedGroup(1))
    await caughtUp()
    await command(`ALTER TABLE ${database}.events ADD CONSTRAINT nothing CHECK length(data) > 1000000`)
    for (let number = 2; number <= 40; number += 1) storage.tryEnqueue(mixedGroup(number))
    await waitFor(() => clickHouse()?.detail?.includes('took none of 64 events'), {
      what: 'the refusal',
      timeoutMs: PATIENCE_MS,
    })
    await command(`ALTER TABLE ${database}.events DROP CONSTRAINT nothing`)
    await caughtUp()
    const lines = await linesOfLog()
    await storage.stop()
    await expectStored(direct(), storage.log.nodeId, lines)
    expect(await letters()).toEqual([])
  })
})

describe('a ClickHouse that goes away while storage starts', () => {
  it('keeps it from nothing, whichever request is the first to fail', async () => {
    // The log holds little: the state of memory is read from ClickHouse.
    const options = { walSegmentBytes: 20_000, walRetentionBytes: 0, onRestored: () => {} }
    await create(options).start()
    for (let number = 1; number <= 40; number += 1) {
      storage.tryEnqueue(mixedGroup(number))
      if (number % 10 === 0) await waitFor(() => storage.backlog().waiting === 0, { what: 'commits' })
    }
    await caughtUp()
    const lines = await linesOfLog()
    await storage.stop()

    let after = 0
    for (let struck = true; struck; after += 1) {
      const before = proxy.counts().struck
      await proxy.set({ fault: { kind: 'cut-answer', bytes: 0 }, after })
      await create(options).start()
      struck = proxy.counts().struck > before
      await proxy.set({ kind: 'pass' })
      await waitFor(() => clickHouse()?.state === 'up', { what: 'ClickHouse again' })
      expect(await linesOfLog(), `after ${after} requests`).toEqual(lines)
      await storage.stop()
    }
    // Some of the schema, where the events end and begin, what is in memory, what is open.
    expect(after).toBeGreaterThan(5)
  })
})

describe("somebody's own view on the events", () => {
  it('that refuses them keeps nothing out of the events and of our tables, and is named', async () => {
    const warnings: unknown[] = []
    const logger = {
      ...noopLogger,
      warn: (message: string, fields: unknown) => warnings.push([message, fields]),
    }
    await create({ logger }).start()
    storage.tryEnqueue(mixedGroup(1))
    await caughtUp()
    await command(`CREATE TABLE ${database}.theirs (n UInt8) ENGINE = MergeTree ORDER BY n`)
    await command(
      `CREATE MATERIALIZED VIEW ${database}.their_view TO ${database}.theirs AS SELECT toUInt8(data) AS n FROM ${database}.events`,
    )
    for (let number = 2; number <= 40; number += 1) storage.tryEnqueue(mixedGroup(number))
    await caughtUp()
    expect(clickHouse()).toEqual({ name: 'clickhouse', state: 'up', detail: null })
    expect(JSON.stringify(warnings)).toContain('their_view')
    await command(`DROP VIEW ${database}.their_view`)
    const lines = await linesOfLog()
    await storage.stop()
    await expectStored(direct(), storage.log.nodeId, lines)
    expect(await letters()).toEqual([])
  })
})

describe('events that ClickHouse refuses', () => {
  /** Every one of these is refused: about one event in seven. */
  const isBad = (line: string): boolean => line.includes('"kind":"TxFeatures"')

  async function expectDeadLetters(
    target: Parameters<typeof expectStored>[0],
    lines: string[],
  ): Promise<void> {
    const bad = lines.filter(isBad)
    const dead = await letters()
    expect(bad.length).toBeGreaterThan(20)
    expect(dead.map(({ line }) => line)).toEqual(bad)
    expect(dead.map(({ seq }) => seq)).toEqual(bad.map(seqOf))
    expect(dead[0]).toMatchObject({
      code: 'VIOLATED_CONSTRAINT',
      reason: expect.stringContaining('no_features'),
    })
    await storage.stop()
    await expectStored(
      target,
      storage.log.nodeId,
      lines.filter((line) => !isBad(line)),
    )
  }

  it('over HTTP: are dead letters, all others are stored, and all can be read when the log let go of them', async () => {
    await create({ walSegmentBytes: 20_000, walRetentionBytes: 0, memoryEvents: 20 }).start()
    await command(`ALTER TABLE ${database}.events ADD CONSTRAINT no_features CHECK kind != 'TxFeatures'`)
    const heard: string[] = []
    storage.log.subscribe((batch) => heard.push(...linesOf(batch)))
    for (let number = 1; number <= 40; number += 1) {
      storage.tryEnqueue(mixedGroup(number))
      if (number % 10 === 0) await waitFor(() => storage.backlog().waiting === 0, { what: 'commits' })
    }
    await caughtUp()
    expect(clickHouse()).toMatchObject({
      state: 'up',
      detail: `40 events refused by ClickHouse are in ${folder.path}/dead-letter`,
    })
    // The log has let go of most; what ClickHouse refused is read from the dead letters.
    expect((await readdir(join(folder.path, 'wal'))).length).toBeLessThan(4)
    expect(await linesOfLog()).toEqual(heard)
    const { nodeId } = storage.log
    await storage.stop()
    const options = { dataDir: folder.path, clickhouse: direct(), memoryEvents: 20 }
    const replay = await replayStored({ ...options, from: 0 })
    expect(replay).toMatchObject({ nodeId, checkpoint: { outcome: 'same' } })
    await rename(join(folder.path, 'dead-letter'), join(folder.path, 'elsewhere'))
    await create({ memoryEvents: 20 }).start()
    const kept = await linesOfLog()
    const gone = heard.filter((line) => !kept.includes(line))
    expect(gone.length).toBeGreaterThan(20)
    expect(gone.every(isBad)).toBe(true)
    await rename(join(folder.path, 'elsewhere'), join(folder.path, 'dead-letter'))
    await expectDeadLetters(direct(), heard)
  })

  it('embedded: the same, and after a restart they are neither sent nor written again', async () => {
    const options: Partial<StorageOptions> = { clickhouse: { kind: 'embedded' } }
    const target = { kind: 'embedded', path: join(folder.path, 'clickhouse') } as const
    await create(options).start()
    await storage.stop()
    const engine = await openEngine(target, noopMetrics)
    await engine.command(`ALTER TABLE mevscope.events ADD CONSTRAINT no_features CHECK kind != 'TxFeatures'`)
    await engine.close()
    await create(options).start()
    for (let number = 1; number <= 40; number += 1) storage.tryEnqueue(mixedGroup(number))
    await caughtUp()
    await storage.stop()
    await create(options).start()
    for (let number = 41; number <= 42; number += 1) storage.tryEnqueue(mixedGroup(number))
    await caughtUp()
    await expectDeadLetters(target, await linesOfLog())
  })
})
