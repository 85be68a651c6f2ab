import { join } from 'node:path'
import { noopMetrics } from '@org/events'
import { tempDir } from '@org/testkit'
import { describe, expect, test } from 'vitest'
import { createEventStore } from '../src/clickhouse/event-store.ts'
import { openEngine } from '../src/clickhouse/open-engine.ts'
import { batchOf, hashOf, linesOf, seen } from './event-lines.ts'
import { eventStoreContract } from './event-store-contract.ts'
import { embeddedPlace, rowsAt } from './event-store-place.ts'

describe('on the embedded engine', () => {
  eventStoreContract(embeddedPlace)
})

test('a data directory whose name looks like a pattern is served all the same', async () => {
  const folder = await tempDir()
  const path = join(folder.path, 'da?ta {1,2} *', 'clickhouse')
  const store = createEventStore({ kind: 'embedded', path, nodeId: 'node-a', retentionDays: 14 })
  await store.start()
  await store.insert(batchOf(linesOf([seen(hashOf(1))])))
  expect(await store.latestSeq()).toBe(1)
  await store.stop()
  await folder.remove()
})

test('the embedded engine merges the tables less eagerly than a server does, and drops what was merged sooner', async () => {
  const place = await embeddedPlace()
  const store = createEventStore(place.options)
  for (let start = 0; start < 2; start += 1) {
    await store.start()
    const tables = await rowsAt(
      place,
      `SELECT toUInt32(countIf(engine_full LIKE '%merge_selector_base = 12%' AND engine_full LIKE '%old_parts_lifetime = 60%')) FROM system.tables WHERE database = 'mevscope'`,
    )
    expect(tables).toEqual([[8]])
    await store.stop()
  }
  await place.remove()
})

test('the embedded engine can give memory back', async () => {
  const folder = await tempDir()
  const engine = await openEngine({ kind: 'embedded', path: folder.path }, noopMetrics)
  await engine.command('SYSTEM JEMALLOC PURGE')
  await engine.close()
  await folder.remove()
})

test('the embedded engine stays within its memory', async () => {
  const folder = await tempDir()
  const engine = await openEngine(
    { kind: 'embedded', path: folder.path, memoryBytes: 300_000_000 },
    noopMetrics,
  )
  await expect(
    engine.rows('SELECT length(groupArray(number)) FROM numbers(100000000)'),
  ).rejects.toMatchObject({ code: 'CLICKHOUSE_OVERLOADED', retryable: true })
  expect(await engine.rows('SELECT 1')).toEqual([[1]])
  await engine.close()
  await folder.remove()
})
