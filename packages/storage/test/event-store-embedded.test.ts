import { noopMetrics } from '@org/events'
import { tempDir } from '@org/testkit'
import { describe, expect, test } from 'vitest'
import { openEngine } from '../src/clickhouse/open-engine.ts'
import { eventStoreContract } from './event-store-contract.ts'
import { embeddedPlace } from './event-store-place.ts'

describe('on the embedded engine', () => {
  eventStoreContract(embeddedPlace)
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
