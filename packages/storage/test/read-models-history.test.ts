import { join } from 'node:path'
import { decodeEvent, type StoredEvent, type TransactionSummary } from '@org/events'
import { type TempDir, tempDir } from '@org/testkit'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createEventStore, type EventStore } from '../src/clickhouse/event-store.ts'
import { batchOf, decoded, features, hashOf, linesOf, opportunity, seen } from './event-lines.ts'
import { modelsOf } from './naive-model.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const TRANSACTIONS = 400

let folder: TempDir
let store: EventStore
let events: readonly StoredEvent[]

beforeAll(async () => {
  folder = await tempDir()
  store = createEventStore({
    kind: 'embedded',
    path: join(folder.path, 'clickhouse'),
    nodeId: 'node-a',
    retentionDays: 14,
  })
  await store.start()
  const drafts = Array.from({ length: TRANSACTIONS }, (_, index) => {
    const at = { chain_id: index % 3 === 0 ? 10 : 1 }
    return [
      seen(hashOf(index), at),
      decoded(hashOf(index), at),
      features(hashOf(index), index % 100, at),
      opportunity([hashOf(index), hashOf(Math.max(index - 3, 0))], 50, `0x${index}`, at),
    ]
  })
  // The first one is shown anew, as after a restart of the node.
  const lines = linesOf([...drafts.flat(), seen(hashOf(0), { chain_id: 10 })])
  await store.insert(batchOf(lines))
  events = lines.map(decodeEvent)
})

afterAll(async () => {
  await store.stop()
  await folder.remove()
})

test('memory with ClickHouse behind it pages and answers like one memory that holds everything', async () => {
  const whole = modelsOf(events)
  const small = modelsOf(events, { maxTransactions: 30, history: store })

  for (const chain of [{}, { chainId: 1 }, { chainId: 10 }]) {
    const all = await whole.transactionDetails({ limit: 1000, ...chain })
    const rows: string[] = []
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page = await small.transactionDetails({
        limit: 150,
        ...chain,
        ...(cursor === undefined ? {} : { cursor }),
      })
      if (page === 'bad_cursor' || all === 'bad_cursor') throw new Error('bad cursor')
      rows.push(...page.rows)
      cursor = page.nextCursor
    }
    const placed = (row: string): unknown => {
      const { seq, tx_hash } = JSON.parse(row) as TransactionSummary // our own row
      return [seq, tx_hash]
    }
    if (all === 'bad_cursor') throw new Error('bad cursor')
    expect(rows.map(placed)).toEqual(all.rows.map(placed))
    // The one that was shown anew had left memory, which knows it from then on only.
    const again = all.rows.findIndex((row) => row.includes(hashOf(0)))
    expect(rows.filter((_, index) => index !== again)).toEqual(all.rows.filter((_, index) => index !== again))
  }

  for (const index of [1, 2, 200, TRANSACTIONS - 1]) {
    expect(await small.transaction(hashOf(index))).toBe(await whole.transaction(hashOf(index)))
  }
  expect(await small.transaction(hashOf(TRANSACTIONS))).toBeNull()
})
