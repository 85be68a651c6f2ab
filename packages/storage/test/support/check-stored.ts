import { createHash } from 'node:crypto'
import { noopMetrics } from '@org/events'
import { expect } from 'vitest'
import type { ClickHouseTarget } from '../../src/clickhouse/engine.ts'
import { createEventStore } from '../../src/clickhouse/event-store.ts'
import { openEngine } from '../../src/clickhouse/open-engine.ts'

const RETENTION_DAYS = 3_650
const PAGE = 20_000

/** Which events each table behind `events` has a row for. */
const ONE_ROW_EACH: Readonly<Record<string, string>> = {
  sightings: `kind = 'TxSeen'`,
  features: `kind = 'TxFeatures'`,
  opportunities: `kind = 'OppDetected'`,
  lifecycle: `kind IN ('TxReady', 'TxBlocked', 'TxReplaced', 'TxDropped', 'TxRejected', 'TxConfirmedProvisional', 'TxConfirmedFinal', 'TxReorged')`,
  blocks: `kind = 'BlockSeen'`,
  gaps: `kind IN ('GapOpened', 'GapClosed')`,
}

/** Order-dependent digest of lines, as the children of the kill tests print it. */
export function digestOf(lines: Iterable<string>): string {
  const hash = createHash('sha256')
  for (const line of lines) hash.update(line).update('\n')
  return hash.digest('hex')
}

/**
 * Expects that ClickHouse holds exactly these lines of the node, each once, byte for byte and in order, and that the
 * tables behind the events agree. Nobody else may have the engine open when it is embedded.
 */
export async function expectStored(
  target: ClickHouseTarget,
  nodeId: string,
  lines: readonly string[],
): Promise<void> {
  const engine = await openEngine(target, noopMetrics)
  try {
    const numbers = async (query: string): Promise<number[]> =>
      ((await engine.rows(query, { node: nodeId }))[0] ?? []).map(Number)
    const { database } = engine
    const events = `FROM ${database}.events WHERE node_id = {node:String}`
    expect(await numbers(`SELECT count(), uniqExact(seq) ${events}`)).toEqual([lines.length, lines.length])
    for (const [table, which] of Object.entries(ONE_ROW_EACH)) {
      const [count] = await numbers(`SELECT count() ${events} AND ${which}`)
      expect({
        table,
        rows: await numbers(
          `SELECT count(), uniqExact(seq) FROM ${database}.${table} WHERE node_id = {node:String}`,
        ),
      }).toEqual({ table, rows: [count, count] })
    }
    const hashes = `uniqExact(chain_id, tx_hash)`
    const [seen] = await numbers(`SELECT ${hashes} ${events} AND kind IN ('TxSeen', 'TxDecoded')`)
    expect(await numbers(`SELECT count() FROM ${database}.transactions_hex`)).toEqual([seen])
  } finally {
    await engine.close()
  }
  const store = createEventStore({ ...target, nodeId, retentionDays: RETENTION_DAYS })
  await store.start()
  try {
    for (let after = 0, index = 0; index < lines.length; ) {
      const page = await store.readAfter(after, Number.POSITIVE_INFINITY, PAGE)
      const stored = page.events.map((event) => event.line)
      expect(stored.length).toBeGreaterThan(0)
      const expected = lines.slice(index, index + stored.length)
      if (digestOf(stored) !== digestOf(expected)) expect(stored).toEqual(expected)
      index += stored.length
      after = page.nextAfter
    }
  } finally {
    await store.stop()
  }
}
