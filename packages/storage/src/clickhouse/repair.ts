import { setTimeout as sleep } from 'node:timers/promises'
import { type Logger, noopLogger } from '@org/events'
import { StorageError } from '../errors.ts'
import { type Engine, type StatementSettings, settingsClause } from './engine.ts'
import { type EventTable, selectRows } from './schema/event-table.ts'
import { EVENT_TABLES } from './schema/event-tables.ts'
import type { Placement } from './schema/placement.ts'

/** Events of one node, both ends included. */
export interface SeqRange {
  readonly nodeId: string
  readonly from: number
  readonly to: number
}

const SETTLE_EVERY_MS = 250
const SETTLE_WITHIN_MS = 60_000

/** Settings of inserts that fill tables from `events`. */
function fillSettings({ cluster }: Placement): StatementSettings {
  return {
    // The same rows may have been inserted before and lost: their block must not be taken for a repetition.
    insert_deduplicate: 0,
    async_insert: 0,
    // A range may hold long calldata: blocks are bounded by bytes, so that memory is.
    max_block_size: 8_192,
    min_insert_block_size_bytes: 64 * 1024 * 1024,
    ...(cluster === null ? {} : { distributed_foreground_insert: 1, parallel_distributed_insert_select: 0 }),
  }
}

/**
 * Completes the tables behind `events` for a range: each gets exactly the rows it lacks, `transactions` its rows again,
 * which changes nothing in what is read. For the end that a crash left between the tables of one insert, and for
 * events that are older than the tables.
 */
export async function repairTables(
  engine: Engine,
  placement: Placement,
  range: SeqRange,
  logger: Logger = noopLogger,
): Promise<void> {
  const { nodeId: node, from, to } = range
  const { database } = placement
  const stored = await engine.rows(
    `SELECT count(), toUnixTimestamp64Micro(min(event_time)), toUnixTimestamp64Micro(max(event_time)) FROM ${database}.events
     WHERE node_id = {node:String} AND seq >= {from:UInt64} AND seq <= {to:UInt64}`,
    { node, from, to },
  )
  const [count, first, last] = (stored[0] ?? []).map(Number)
  if (count === undefined || count === 0 || first === undefined || last === undefined) return
  const params = { node, from, to, first, last }
  for (const table of EVENT_TABLES) {
    const which = missingFrom(placement, table)
    if (table.family === 'MergeTree') {
      const kinds = table.kinds.map((kind) => `'${kind}'`).join(', ')
      const missing = await engine.rows(
        `SELECT count() FROM ${database}.events WHERE kind IN (${kinds}) AND ${which}`,
        params,
      )
      const rows = Number(missing[0]?.[0])
      if (rows === 0) continue
      logger.info('clickhouse table completed from its events', {
        table: table.name,
        node_id: node,
        from_seq: from,
        to_seq: to,
        rows,
      })
    }
    await engine.command(
      `INSERT INTO ${database}.${table.name} ${settingsClause(fillSettings(placement))}
       ${selectRows(`${database}.events`, table, which)}`,
      params,
    )
  }
}

/** The condition on events that finds those of a range whose row a table lacks; of aggregates, all of the range. */
function missingFrom({ database, cluster }: Placement, table: EventTable): string {
  const range = 'node_id = {node:String} AND seq >= {from:UInt64} AND seq <= {to:UInt64}'
  if (table.family === 'AggregatingMergeTree') return range
  // Rows have the time of their event, by which the tables are ordered.
  const micros = (name: string): string => `fromUnixTimestamp64Micro({${name}:Int64}, 'UTC')`
  const times = `event_time >= ${micros('first')} AND event_time <= ${micros('last')}`
  const notIn = cluster === null ? 'NOT IN' : 'GLOBAL NOT IN'
  return `${range} AND seq ${notIn} (SELECT seq FROM ${database}.${table.name} WHERE ${range} AND ${times})`
}

/**
 * Waits until no insert of the node is running on a server: one whose sender was killed goes on there, and what it is
 * about to write must not be taken for missing.
 * @param nodeId `null` for any node
 * @throws StorageError `CLICKHOUSE_OVERLOADED` when they do not end within a minute
 */
export async function insertsAreOver(engine: Engine, nodeId: string | null): Promise<void> {
  const node = nodeId === null ? '' : `${nodeId}:`
  const polls = SETTLE_WITHIN_MS / SETTLE_EVERY_MS
  for (let poll = 0; poll < polls; poll += 1) {
    const running = await runningInserts(engine, node)
    if (Number(running[0]?.[0]) === 0) return
    await sleep(SETTLE_EVERY_MS)
  }
  throw new StorageError(
    'CLICKHOUSE_OVERLOADED',
    `inserts into ${engine.database}.events that began earlier are still running after ${SETTLE_WITHIN_MS / 1000} s: what they write cannot be told from what is missing`,
    { retryable: true },
  )
}

/** Inserts of the node that are running; an account that may not see them cannot wait for them. */
async function runningInserts(engine: Engine, node: string) {
  try {
    return await engine.rows(
      `SELECT count() FROM system.processes
       WHERE query_kind = 'Insert' AND position(query, concat('insert_deduplication_token=\\'', {node:String})) > 0
         AND position(query, {events:String}) > 0`,
      { node, events: `${engine.database}.events` },
    )
  } catch (error) {
    if (error instanceof StorageError && !error.retryable) return [[0]]
    throw error
  }
}
