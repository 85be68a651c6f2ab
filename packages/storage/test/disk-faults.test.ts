import { symlink } from 'node:fs/promises'
import { linesOf, noopMetrics, type ReadMetric } from '@org/events'
import { type SmallDisk, smallDisk, type TempDir, tempDir, waitFor } from '@org/testkit'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createStorage, type Storage, type StorageOptions } from '../src/index.ts'
import { createNodeFileSystem } from '../src/wal/fs.ts'
import { expectStored } from './support/check-stored.ts'
import { mixedGroup } from './support/event-mix.ts'
import { type FileOperation, failingFileSystem } from './support/failing-file-system.ts'
import { startLoad } from './support/load.ts'

// Real files on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })
const PATIENCE_MS = 60_000
const END = 1_000_000
/** Nobody listens there. */
const AWAY = { kind: 'server', url: 'http://127.0.0.1:9' } as const

let folder: TempDir
let storage: Storage
let fs: ReturnType<typeof failingFileSystem>
beforeEach(async () => {
  folder = await tempDir()
  fs = failingFileSystem(createNodeFileSystem())
})
afterEach(async () => {
  await storage.stop()
  await folder.remove()
})

async function start(options: Partial<StorageOptions> = {}): Promise<string[]> {
  storage = createStorage({
    dataDir: folder.path,
    flushIntervalMs: 20,
    walSegmentBytes: 8_000,
    fileSystem: fs,
    ...options,
  })
  await storage.start()
  const heard: string[] = []
  storage.log.subscribe((batch) => heard.push(...linesOf(batch)))
  return heard
}

const status = (name: string) => storage.status().find((part) => part.name === name)
const linesOfLog = async (): Promise<string[]> =>
  (await storage.log.readAfter(0, END)).events.map((event) => event.line)

describe('a disk that fails the log', () => {
  const isLog = (path: string): boolean => path.startsWith(`${folder.path}/wal`)

  it.each<[string, FileOperation, string, string]>([
    ['a failed flush', 'datasync', 'EIO', 'WAL_IO'],
    ['a full disk', 'write', 'ENOSPC', 'DISK_FULL'],
    ['a quota', 'write', 'EDQUOT', 'DISK_FULL'],
    ['a segment that cannot be made', 'create', 'EACCES', 'WAL_IO'],
    ['a segment that cannot be given its name', 'rename', 'EIO', 'WAL_IO'],
    ['a directory that cannot be flushed', 'syncDirectory', 'EIO', 'WAL_IO'],
  ])(
    '%s: nothing more is shown or taken, the reason is told, and a restart goes on',
    async (_, operation, errno, code) => {
      const heard = await start({ clickhouse: AWAY })
      const load = startLoad(storage, 2, 2)
      await waitFor(() => heard.length > 100, { what: 'events', timeoutMs: PATIENCE_MS })
      let failures = 0
      fs.faults.fails = (operated, path) => {
        if (operated !== operation || !isLog(path)) return null
        failures += 1
        return errno
      }
      await expect(storage.closed).rejects.toMatchObject({ code, message: expect.stringContaining('/wal') })
      const shown = heard.length
      expect(storage.tryEnqueue(mixedGroup(1))).toBe('closed')
      expect(status('wal')).toMatchObject({ state: 'down', detail: expect.stringContaining('/wal') })
      expect(storage.log.latestSeq()).toBe(shown)
      // A flush that failed is not tried again on the same file: the second might not fail and mean nothing.
      expect(failures).toBe(1)
      await load.stop()
      await storage.stop()
      expect(heard).toHaveLength(shown)

      fs.faults.fails = () => null
      const more = await start({ clickhouse: AWAY })
      const kept = await linesOfLog()
      expect(kept.slice(0, shown)).toEqual(heard)
      expect(storage.tryEnqueue(mixedGroup(2))).toBe('accepted')
      await waitFor(() => more.length > 0, { what: 'an event', timeoutMs: PATIENCE_MS })
      const seqs = (await linesOfLog()).map((line) => Number(/\d+/.exec(line)?.[0]))
      expect(seqs).toEqual(seqs.map((__, index) => index + 1))
      expect(more[0]).toContain(`{"seq":${kept.length + 1},`)
    },
  )

  it('a flush that hangs is told while it does, with its time and that of the oldest event behind it', async () => {
    let shiftMs = 0
    const read = new Map<string, ReadMetric>()
    const values = (name: string): number => {
      const found: number[] = []
      read.get(name)?.((value) => found.push(value))
      return found[0] ?? Number.NaN
    }
    const heard = await start({
      clickhouse: AWAY,
      clock: {
        nowUs: () => Date.now() * 1000,
        monotonicMs: () => performance.now() + shiftMs,
      },
      metrics: { ...noopMetrics, observe: (_type, spec, reader) => read.set(spec.name, reader) },
    })
    const flush = Promise.withResolvers<void>()
    storage.tryEnqueue(mixedGroup(1))
    await waitFor(() => heard.length > 0, { what: 'the first events', timeoutMs: PATIENCE_MS })
    fs.faults.holds = (path) => (isLog(path) ? flush.promise : null)
    storage.tryEnqueue(mixedGroup(2))
    await waitFor(() => values('storage_commit_seconds') > 0, { what: 'the flush', timeoutMs: PATIENCE_MS })
    expect(status('wal')).toMatchObject({ state: 'up' })
    shiftMs = 7_000
    expect(values('storage_commit_seconds')).toBeGreaterThan(7)
    expect(values('storage_clickhouse_lag_seconds')).toBeGreaterThan(7)
    expect(status('wal')).toMatchObject({
      state: 'degraded',
      detail: expect.stringMatching(/under way for \d+ s: the disk does not answer/),
    })
    const shown = heard.length
    flush.resolve()
    await waitFor(() => heard.length > shown, { what: 'the second events', timeoutMs: PATIENCE_MS })
    await waitFor(() => values('storage_commit_seconds') === 0, { what: 'rest', timeoutMs: PATIENCE_MS })
    expect(status('wal')).toMatchObject({ state: 'up' })
  })

  it('short writes are no failure', async () => {
    fs.faults.shortWrites = 7
    const heard = await start({ clickhouse: AWAY })
    for (let number = 1; number <= 20; number += 1) storage.tryEnqueue(mixedGroup(number))
    await waitFor(() => heard.length > 120, { what: 'events', timeoutMs: PATIENCE_MS })
    await storage.stop()
    await start({ clickhouse: AWAY })
    expect((await linesOfLog()).slice(0, heard.length)).toEqual(heard)
  })
})

describe('a disk that fails what is beside the log', () => {
  it.each<[string, FileOperation, string]>([
    ['no room', 'write', 'ENOSPC'],
    ['a failed flush', 'datasync', 'EIO'],
    ['a failed rename', 'rename', 'EIO'],
  ])(
    '%s for shipment.json: events are durable, nothing is sent, and it goes on by itself',
    async (_, operation, errno) => {
      await start()
      storage.tryEnqueue(mixedGroup(1))
      await waitFor(() => storage.backlog().unshipped === 0 && storage.log.latestSeq() > 0, {
        what: 'the first events in ClickHouse',
        timeoutMs: PATIENCE_MS,
      })
      fs.faults.fails = (operated, path) =>
        operated === operation && path.startsWith(`${folder.path}/shipment.json`) ? errno : null
      for (let number = 2; number <= 10; number += 1) storage.tryEnqueue(mixedGroup(number))
      await waitFor(() => status('clickhouse')?.detail?.includes('shipment.json'), {
        what: 'the failure',
        timeoutMs: PATIENCE_MS,
      })
      expect(status('clickhouse')?.state).toBe('degraded')
      expect(status('wal')?.state).toBe('up')
      expect(storage.backlog().unshipped).toBeGreaterThan(50)
      fs.faults.fails = () => null
      await waitFor(() => storage.backlog().unshipped === 0, { what: 'no lag', timeoutMs: PATIENCE_MS })
      const lines = await linesOfLog()
      await storage.stop()
      await expectStored({ kind: 'embedded', path: `${folder.path}/clickhouse` }, storage.log.nodeId, lines)
    },
  )

  it('a log segment that cannot be deleted stays, and nothing else happens', async () => {
    fs.faults.fails = (operation, path) => (operation === 'remove' && path.endsWith('.wal') ? 'EACCES' : null)
    await start({ walRetentionBytes: 0 })
    for (let number = 1; number <= 40; number += 1) storage.tryEnqueue(mixedGroup(number))
    await waitFor(() => storage.backlog().waiting === 0 && storage.backlog().unshipped === 0, {
      what: 'everything in ClickHouse',
      timeoutMs: PATIENCE_MS,
    })
    expect(status('clickhouse')).toEqual({ name: 'clickhouse', state: 'up', detail: null })
    const lines = await linesOfLog()
    expect(lines.length).toBeGreaterThan(250)
    await storage.stop()
    fs.faults.fails = () => null
    await start({ walRetentionBytes: 0 })
    expect(await linesOfLog()).toEqual(lines)
  })
})

describe('a disk that is really full', () => {
  /** With the schema in it there is room for some ten thousand events. */
  const MEGABYTES = 12
  let disk: SmallDisk
  beforeEach(async () => {
    disk = await smallDisk(MEGABYTES)
    await symlink(disk.path, `${folder.path}/clickhouse`)
  })
  afterEach(() => disk.remove())

  it.each(['in the same process', 'after a restart'])(
    'of the embedded ClickHouse: events go on being durable, and with room again each is stored once, %s',
    async (when) => {
      await start({ flushBatch: 3_000, walSegmentBytes: 1_000_000 })
      const load = startLoad(storage, 20, 5)
      const isFull = (): boolean =>
        disk.kind !== 'tmpfs' || /NOT_ENOUGH_SPACE|No space/.test(status('clickhouse')?.detail ?? '')
      await waitFor(isFull, { what: 'the full disk', timeoutMs: PATIENCE_MS })
      const before = storage.log.latestSeq()
      await waitFor(() => storage.log.latestSeq() > before + 2_000, {
        what: 'events',
        timeoutMs: PATIENCE_MS,
      })
      await load.stop()
      expect(status('wal')?.state).toBe('up')
      if (when === 'after a restart') await storage.stop()
      disk.enlarge()
      if (when === 'after a restart') await start()
      await waitFor(() => storage.backlog().unshipped === 0, { what: 'no lag', timeoutMs: PATIENCE_MS })
      const lines = await linesOfLog()
      await storage.stop()
      expect(lines).toHaveLength(storage.log.latestSeq())
      await expectStored({ kind: 'embedded', path: `${folder.path}/clickhouse` }, storage.log.nodeId, lines)
    },
  )
})
