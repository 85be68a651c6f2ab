import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { noopMetrics } from '@org/events'
import { startClickHouseHttp, type TempDir, tempDir, waitFor } from '@org/testkit'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createEventStore, type EventStore } from '../src/clickhouse/event-store.ts'
import { openEngine } from '../src/clickhouse/open-engine.ts'
import { batchOf, decoded, hashOf, linesOf } from './event-lines.ts'

// Real processes on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

const BATCH = 500
const CHILD = fileURLToPath(new URL('./insert-forever.ts', import.meta.url))

let folder: TempDir
beforeEach(async () => {
  folder = await tempDir()
})
afterEach(() => folder.remove())

/** Runs the child until it acknowledged so many batches, kills it, and returns the last acknowledged number. */
async function insertAndKill(path: string, batches: number): Promise<number> {
  const child = spawn(process.execPath, ['--conditions=@org/source', CHILD, path, String(BATCH)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  let acknowledged = 0
  let count = 0
  for await (const line of createInterface({ input: child.stdout })) {
    acknowledged = Number(line)
    if (++count === batches) child.kill('SIGKILL')
  }
  await exited
  expect(count).toBeGreaterThanOrEqual(batches)
  return acknowledged
}

test('after kill -9 the embedded engine has whole batches, and every acknowledged one', async () => {
  const path = join(folder.path, 'clickhouse')
  for (const batches of [1, 7, 20]) {
    const acknowledged = await insertAndKill(path, batches)
    const target = { kind: 'embedded', path } as const
    const store = createEventStore({ ...target, nodeId: 'node-a', retentionDays: 14 })
    await store.start()
    const latest = await store.latestSeq()
    expect(latest).toBeGreaterThanOrEqual(acknowledged)
    expect(latest % BATCH).toBe(0)
    // As the shipper does, which knows what was on its way.
    await store.repair(latest - BATCH + 1)
    await store.stop()

    const engine = await openEngine(target, noopMetrics)
    const counts = async (query: string): Promise<number[]> =>
      ((await engine.rows(query))[0] ?? []).map(Number)
    expect(await counts(`SELECT count(), uniqExact(seq), max(seq) FROM ${engine.database}.events`)).toEqual([
      latest,
      latest,
      latest,
    ])
    // A sighting, a body and features each, also when the crash fell between the tables of an insert.
    const { database } = engine
    for (const table of ['sightings', 'features']) {
      expect(await counts(`SELECT count(), uniqExact(seq) FROM ${database}.${table}`)).toEqual([
        latest / 4,
        latest / 4,
      ])
    }
    expect(
      await counts(
        `SELECT count(), uniqExact(tx_hash), countIf(is_decoded), countIf(length(sources) = 1), countIf(status = 'ready')
         FROM ${database}.transactions_hex`,
      ),
    ).toEqual([latest / 4, latest / 4, latest / 4, latest / 4, latest / 4])
    await engine.close()
  }
})

test('a server killed in the middle of inserts is retryable, and the retry stores each event once', async () => {
  const first = await startClickHouseHttp({ path: folder.path })
  const port = Number(new URL(first.url).port)
  const options = { kind: 'server', url: first.url, nodeId: 'node-a', retentionDays: 14 } as const
  const store = createEventStore(options)
  await store.start()

  const batchAfter = (last: number) =>
    Array.from({ length: BATCH }, (_, index) => decoded(hashOf(last + index)))
  let last = 0
  let stopped = false
  let failures = 0
  const inserting = (async () => {
    while (!stopped || failures === 0) {
      const batch = batchOf(linesOf(batchAfter(last), last + 1), last + 1)
      try {
        await store.insert(batch)
        last = batch.lastSeq
      } catch (error) {
        expect(error).toMatchObject({ code: 'CLICKHOUSE_UNREACHABLE', retryable: true })
        failures++
      }
    }
  })()

  await waitFor(() => last >= 5 * BATCH, { what: 'five batches', timeoutMs: 60_000 })
  process.kill(first.pid, 'SIGKILL')
  await waitFor(() => failures > 0, { what: 'an insert to fail', timeoutMs: 60_000 })
  await first.stop()
  const second = await startClickHouseHttp({ path: folder.path, port })
  const reached = last
  await waitFor(() => last >= reached + 5 * BATCH, { what: 'five batches more', timeoutMs: 60_000 })
  stopped = true
  await inserting

  expect(await store.latestSeq()).toBe(last)
  await store.stop()
  const engine = await openEngine(options, noopMetrics)
  const rows = await engine.rows(
    `SELECT (SELECT count() FROM mevscope.events), (SELECT uniqExact(seq) FROM mevscope.events), (SELECT count() FROM mevscope.transactions_hex)`,
  )
  expect(rows[0]?.map(Number)).toEqual([last, last, last])
  await engine.close()
  await second.stop()
})

test('a directory in use, an absent server and a bad address are told apart', async () => {
  const path = join(folder.path, 'clickhouse')
  const server = await startClickHouseHttp({ path })
  const start = (options: Parameters<typeof createEventStore>[0]): Promise<void> =>
    starting(createEventStore(options))
  const common = { nodeId: 'node-a', retentionDays: 14 }
  await expect(start({ kind: 'embedded', path, ...common })).rejects.toMatchObject({
    code: 'CLICKHOUSE_OPEN_FAILED',
    retryable: false,
    message: expect.stringContaining(path),
  })
  await server.stop()
  await expect(
    start({ kind: 'server', url: server.url.replace('://', '://me:secret@'), ...common }),
  ).rejects.toMatchObject({
    code: 'CLICKHOUSE_UNREACHABLE',
    retryable: true,
    message: expect.not.stringContaining('secret'),
  })
  for (const url of ['nonsense', 'ftp://host', 'http://host/bad-name']) {
    await expect(start({ kind: 'server', url, ...common })).rejects.toMatchObject({
      code: 'CLICKHOUSE_CONFIG',
      retryable: false,
    })
  }
  await expect(start({ kind: 'embedded', path, nodeId: 'a', retentionDays: 0 })).rejects.toMatchObject({
    code: 'CLICKHOUSE_CONFIG',
  })
})

async function starting(store: EventStore): Promise<void> {
  try {
    await store.start()
  } finally {
    await store.stop()
  }
}
