import { waitFor } from '@org/testkit'
import { expect } from 'vitest'
import { createStorage, type StorageOptions } from '../../src/index.ts'
import { digestOf, expectStored } from './check-stored.ts'
import type { Acknowledged } from './kill-rounds.ts'

const PAGE = 20_000

/**
 * Starts the storage that the killed runs left and expects of it: numbers without a gap from 1, every acknowledged line
 * byte for byte, and each event once in ClickHouse.
 */
export async function expectSurvived(
  clickhouse: NonNullable<StorageOptions['clickhouse']>,
  dataDir: string,
  acknowledged: readonly Acknowledged[],
): Promise<void> {
  const storage = createStorage({ dataDir, clickhouse, flushIntervalMs: 10 })
  await storage.start()
  const lines: string[] = []
  try {
    await waitFor(() => storage.backlog().unshipped === 0, {
      what: 'everything in ClickHouse',
      timeoutMs: 120_000,
    })
    for (let after = 0; after < storage.log.latestSeq(); ) {
      const page = await storage.log.readAfter(after, PAGE)
      for (const event of page.events) {
        if (event.seq !== lines.length + 1) expect(event.seq).toBe(lines.length + 1)
        lines.push(event.line)
      }
      after = page.nextAfter
    }
    expect(lines).toHaveLength(storage.log.latestSeq())
    for (const { first, last, digest } of acknowledged) {
      const found = digestOf(lines.slice(first - 1, last))
      expect({ first, last, digest: found }).toEqual({ first, last, digest })
    }
  } finally {
    await storage.stop()
  }
  const target =
    clickhouse.kind === 'embedded' ? { kind: clickhouse.kind, path: `${dataDir}/clickhouse` } : clickhouse
  await expectStored(target, storage.log.nodeId, lines)
}
