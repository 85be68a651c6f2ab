import { readFile, rm, writeFile } from 'node:fs/promises'
import type { EventDraft, Hash, ReplayReport } from '@org/events'
import { createStorage } from '@org/storage'
import { type TempDir, tempDir, waitFor } from '@org/testkit'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { runData } from './support/data-command.ts'

vi.setConfig({ testTimeout: 120_000 })

const TRANSACTIONS = 300

let folder: TempDir
beforeEach(async () => {
  folder = await tempDir()
})
afterEach(() => folder.remove())

function seen(number: number): EventDraft {
  return {
    kind: 'TxSeen',
    chain_id: 1,
    source_id: 'geth-a',
    ingest_ts_unix_us: Date.now() * 1000,
    tx_hash: `0x${number.toString(16).padStart(64, '0')}` as Hash, // 64 digits
    data: { first: true, reannounced: false, backfill: false },
  }
}

/** A data directory with so many pending transactions; ClickHouse was away. */
async function write(): Promise<void> {
  const storage = createStorage({
    dataDir: folder.path,
    clickhouse: { kind: 'server', url: 'http://127.0.0.1:9' },
    walSegmentBytes: 16 * 1024,
  })
  await storage.start()
  for (let number = 1; number <= TRANSACTIONS; number += 20) {
    storage.tryEnqueue(Array.from({ length: 20 }, (_, index) => seen(number + index)))
    // A commit of its own for each, so that there are several segments.
    await waitFor(() => storage.backlog().waiting === 0, { what: 'a durable commit' })
  }
  await storage.stop()
}

const replay = (...args: string[]) => runData(['replay', ...args], { DATA_DIR: folder.path })

test('data replay makes the states again and finds the one that the node noted', async () => {
  await write()
  const { code, out } = await replay('--stride', '100')
  expect(out).toContain('read from event 1 on')
  expect(out).toMatch(/^ +300 .* 300 {2}[0-9a-f]{64}$/m)
  expect(out).toContain('complete from event 1 on')
  expect(out).toContain('the state at event 300 is the one that the node noted in its checkpoint')
  expect(code).toBe(0)

  const json = await replay('--from', '101', '--to', '200', '--stride', '1000', '--format', 'json')
  const report = JSON.parse(json.out) as ReplayReport // the answer of GET /replay
  expect(report).toMatchObject({ latest_seq: 300, oldest_seq: 1, added_total: 99, removed_total: 0 })
  expect(report.points.map((point) => [point.seq, point.pending, point.complete])).toEqual([
    [101, 101, true],
    [200, 200, true],
  ])
})

test('data replay says that it is not complete when the beginning of the log is gone', async () => {
  await write()
  await rm(`${folder.path}/wal/00000000000000000001.wal`)
  const { code, out } = await replay()
  expect(out).toContain('(incomplete)')
  expect(out).toContain('no state is complete')
  expect(code).toBe(0)
})

test('error: a state that is not the noted one ends with exit code 1', async () => {
  await write()
  const path = `${folder.path}/checkpoint.json`
  const saved = await readFile(path, 'utf8')
  await writeFile(path, saved.replace(/"digest":"[0-9a-f]{8}/, '"digest":"00000000'))
  const { code, out } = await replay()
  expect(out).toContain('THE STATE AT EVENT 300 IS NOT THE ONE')
  expect(code).toBe(1)
})

test('error: damage is named with file and offset, an empty directory and bad numbers in plain words', async () => {
  const empty = await replay()
  expect([empty.code, empty.err]).toEqual([1, expect.stringContaining('there is no node in')])
  await write()
  const beyond = await replay('--to', '301')
  expect([beyond.code, beyond.err]).toEqual([
    1,
    expect.stringContaining('event 301 is not there; the last is 300'),
  ])
  const path = `${folder.path}/wal/00000000000000000001.wal`
  const bytes = await readFile(path)
  bytes[100] = (bytes[100] ?? 0) ^ 1
  await writeFile(path, bytes)
  const damaged = await replay()
  expect(damaged.err).toMatch(/WAL_CORRUPT: .*00000000000000000001\.wal is damaged at offset 32/)
  expect(damaged.code).toBe(1)
})
