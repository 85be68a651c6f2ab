import { waitFor } from '@org/testkit'
import { expect } from 'vitest'
import { createStorage, type Storage, type StorageOptions } from '../../src/index.ts'
import { digestOf, expectStored } from './check-stored.ts'
import { mixedGroup } from './event-mix.ts'
import type { Acknowledged } from './kill-rounds.ts'
import { deadLines, isRefused } from './refuse-some.ts'

const PAGE = 20_000

/**
 * Starts the storage that the killed runs left and expects of it: numbers without a gap from 1, every acknowledged line
 * byte for byte, and each event once in ClickHouse or, when it is one that ClickHouse refuses, once among the dead
 * letters.
 */
export async function expectSurvived(
  clickhouse: NonNullable<StorageOptions['clickhouse']>,
  dataDir: string,
  acknowledged: readonly Acknowledged[],
): Promise<void> {
  const storage = createStorage({ dataDir, clickhouse, flushIntervalMs: 10 })
  await storage.start()
  let readable: string[]
  try {
    // A refused event at the end would wait for a later one.
    storage.tryEnqueue(mixedGroup(1))
    await waitFor(() => storage.backlog().waiting === 0 && storage.backlog().unshipped === 0, {
      what: 'everything in ClickHouse',
      timeoutMs: 240_000,
    })
    readable = await readAll(storage)
  } finally {
    await storage.stop()
  }
  const dead = await deadLines(dataDir)
  expect(dead.filter((line) => !isRefused(line))).toEqual([])
  expect(new Set(dead).size).toBe(dead.length)
  // The log still shows the newest of them.
  const lines = [...new Set([...readable, ...dead])].sort((a, b) => seqOf(a) - seqOf(b))
  const misplaced = lines.findIndex((line, index) => seqOf(line) !== index + 1)
  expect({ misplaced, line: lines[misplaced] }).toEqual({ misplaced: -1, line: undefined })
  expect(lines).toHaveLength(storage.log.latestSeq())
  for (const { first, last, digest } of acknowledged) {
    const found = digestOf(lines.slice(first - 1, last))
    expect({ first, last, digest: found }).toEqual({ first, last, digest })
  }
  expect(dead).toEqual(lines.filter(isRefused))
  const target =
    clickhouse.kind === 'embedded' ? { kind: clickhouse.kind, path: `${dataDir}/clickhouse` } : clickhouse
  const stored = lines.filter((line) => !isRefused(line))
  await expectStored(target, storage.log.nodeId, stored)
}

async function readAll({ log }: Storage): Promise<string[]> {
  const lines: string[] = []
  for (let after = 0; after < log.latestSeq(); ) {
    const page = await log.readAfter(after, PAGE)
    for (const event of page.events) lines.push(event.line)
    after = page.nextAfter
  }
  return lines
}

const seqOf = (line: string): number => Number(/\d+/.exec(line)?.[0])
