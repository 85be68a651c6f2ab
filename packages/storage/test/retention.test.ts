import { noopMetrics } from '@org/events'
import { tempDir } from '@org/testkit'
import { expect, test } from 'vitest'
import { createEventStore } from '../src/clickhouse/event-store.ts'
import { openEngine } from '../src/clickhouse/open-engine.ts'
import { batchOf, hashOf, linesOf, seen } from './event-lines.ts'

test('a retention of a hundred years keeps what came in now', async () => {
  const folder = await tempDir()
  const target = { kind: 'embedded', path: folder.path } as const
  const store = createEventStore({ ...target, nodeId: 'node-a', retentionDays: 36_500 })
  await store.start()
  await store.insert(batchOf(linesOf([seen(hashOf(1))])))
  const engine = await openEngine(target, noopMetrics)
  await engine.command(`OPTIMIZE TABLE ${engine.database}.events FINAL`)
  const left = await engine.rows(`SELECT count() FROM ${engine.database}.events`)
  await engine.close()
  await store.stop()
  await folder.remove()
  expect(left.map(([count]) => Number(count))).toEqual([1])
}, 60_000)
