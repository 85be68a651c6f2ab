import { ClickHouseLogLevel, createClient } from '@clickhouse/client'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import {
  type ClickHouseHttp,
  type Fault,
  type FaultProxy,
  startClickHouseHttp,
  startFaultProxy,
  type TempDir,
  tempDir,
} from '../src/index.ts'

// Real processes on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let folder: TempDir
let server: ClickHouseHttp
let proxy: FaultProxy

beforeAll(async () => {
  folder = await tempDir()
  server = await startClickHouseHttp({ path: folder.path })
  proxy = await startFaultProxy(server.url)
})
afterAll(async () => {
  await proxy.stop()
  await server.stop()
  await folder.remove()
})
beforeEach(async () => {
  await proxy.set({ kind: 'pass' })
  await command('CREATE OR REPLACE TABLE t (a UInt8) ENGINE = MergeTree ORDER BY a')
})

const client = (requestTimeoutMs = 30_000) =>
  createClient({ url: proxy.url, request_timeout: requestTimeoutMs, log: { level: ClickHouseLogLevel.OFF } })

async function command(query: string): Promise<void> {
  const connection = client()
  await connection.command({ query })
  await connection.close()
}

async function insert(values: readonly { a: number }[], requestTimeoutMs?: number): Promise<unknown> {
  const connection = client(requestTimeoutMs)
  try {
    return await connection.insert({ table: 't', values, format: 'JSONEachRow' })
  } finally {
    await connection.close()
  }
}

async function count(): Promise<number> {
  const connection = client()
  const result = await connection.query({ query: 'SELECT count() FROM t', format: 'JSONCompactEachRow' })
  const rows = await result.json<readonly unknown[]>()
  await connection.close()
  return Number(rows[0]?.[0])
}

const ROWS = Array.from({ length: 100 }, (_, a) => ({ a }))

test('passes requests on and counts them', async () => {
  const before = proxy.counts()
  await insert(ROWS)
  expect(await count()).toBe(100)
  expect(proxy.counts()).toEqual({ ...before, requests: before.requests + 2, inserts: before.inserts + 1 })
})

test.each<[Fault, number]>([
  [{ kind: 'down' }, 0],
  [{ kind: 'status', status: 503 }, 0],
  [{ kind: 'cut-request', bytes: 50 }, 0],
  // The work was done, only nobody hears of it.
  [{ kind: 'cut-answer', bytes: 0 }, 100],
])('fails the client with %j and leaves %d rows', async (fault, rows) => {
  await proxy.set({ fault, only: 'inserts' })
  await expect(insert(ROWS)).rejects.toBeInstanceOf(Error)
  await proxy.set({ kind: 'pass' })
  expect(await count()).toBe(rows)
})

test.each<Fault>([{ kind: 'garbage' }, { kind: 'empty' }, { kind: 'error-in-body' }])(
  'answers 200 with %j and stores nothing: the client does not notice',
  async (fault) => {
    await proxy.set({ fault, only: 'inserts', times: 1 })
    await insert(ROWS)
    expect(await count()).toBe(0)
  },
)

test('hangs or waits as long as it is told, and strikes as often as it is told', async () => {
  await proxy.set({ fault: { kind: 'hang' }, only: 'inserts', times: 1 })
  await expect(insert(ROWS, 200)).rejects.toThrow('Timeout')
  const before = performance.now()
  await proxy.set({ fault: { kind: 'slow', delayMs: 150 }, only: 'inserts', times: 1 })
  await insert(ROWS)
  expect(performance.now() - before).toBeGreaterThan(140)
  await insert(ROWS)
  expect(await count()).toBe(200)
})
