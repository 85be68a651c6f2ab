import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { ClickHouseLogLevel, createClient } from '@clickhouse/client'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type ClickHouseHttp, startClickHouseHttp, type TempDir, tempDir, waitFor } from '../src/index.ts'

// Real processes on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let folder: TempDir
let server: ClickHouseHttp

beforeAll(async () => {
  folder = await tempDir()
  server = await startClickHouseHttp({ path: folder.path, username: 'reader', password: 'p:w' })
})

afterAll(async () => {
  await server.stop()
  await folder.remove()
})

const connect = (password = 'p:w') =>
  createClient({ url: server.url, username: 'reader', password, log: { level: ClickHouseLogLevel.OFF } })

test('binds values of every kind and answers in the asked format', async () => {
  const client = connect()
  const odd = `it's "odd" \\ \t \n é 😀 {x} [y]`
  const result = await client.query({
    query: 'SELECT {s:String} AS s, {n:UInt64} AS n, {a:Array(String)} AS a, {f:Float64} AS f',
    query_params: { s: odd, n: 12, a: ["it's", '\\'], f: 1.5 },
    format: 'JSONEachRow',
  })
  expect(await result.json()).toEqual([{ s: odd, n: 12, a: ["it's", '\\'], f: 1.5 }])
  await client.close()
})

test('inserts with settings and reads back', async () => {
  const client = connect()
  await client.command({ query: 'CREATE TABLE t (a UInt8, b String) ENGINE = MergeTree ORDER BY a' })
  await client.insert({
    table: 't',
    values: [{ a: 1, b: 'é\n' }],
    format: 'JSONEachRow',
    clickhouse_settings: { async_insert: 0 },
  })
  const result = await client.query({ query: 'SELECT * FROM t', format: 'JSONEachRow' })
  expect(await result.json()).toEqual([{ a: 1, b: 'é\n' }])
  await client.close()
})

test('answers errors with the code and the name of ClickHouse', async () => {
  const client = connect()
  await expect(client.query({ query: 'SELECT * FROM nowhere' })).rejects.toMatchObject({
    code: '60',
    type: 'UNKNOWN_TABLE',
  })
  await client.close()
  const stranger = connect('wrong')
  await expect(stranger.query({ query: 'SELECT 1' })).rejects.toMatchObject({ type: 'AUTHENTICATION_FAILED' })
  expect(await stranger.ping()).toMatchObject({ success: true })
  await stranger.close()
})

test('keeps the settings of one statement from the next', async () => {
  const client = connect()
  const query = `SELECT value FROM system.settings WHERE name = 'max_block_size'`
  const value = async (settings = {}): Promise<unknown> =>
    (await client.query({ query, format: 'TabSeparated', clickhouse_settings: settings })).text()
  const usual = await value()
  expect(await value({ max_block_size: '1234' })).toBe('1234\n')
  expect(await value()).toBe(usual)
  await client.close()
})

test('stops and leaves no process behind', async () => {
  const other = await tempDir()
  const second = await startClickHouseHttp({ path: other.path })
  await second.stop()
  await second.stop()
  await waitFor(() => !alive(second.pid), { timeoutMs: 60_000, what: `process ${second.pid} to be gone` })
  await other.remove()
})

test('dies with its parent, also when that is killed', async () => {
  const other = await tempDir()
  const script = fileURLToPath(new URL('./clickhouse-parent.ts', import.meta.url))
  const parent = spawn(process.execPath, [script, other.path], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [said] = await once(parent.stdout, 'data')
  const pid = Number(said)
  expect(alive(pid)).toBe(true)
  parent.kill('SIGKILL')
  await waitFor(() => !alive(pid), { timeoutMs: 60_000, what: `process ${pid} to be gone` })
  await other.remove()
})

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
