import { type Logger, noopLogger } from '@org/events'
import type { Engine } from './engine.ts'
import { selectTransactions } from './schema.ts'

/**
 * Completes `transactions` after a crash between the two tables of one insert: `events` has the batch, the table
 * behind the view not yet. Inserts come in order and whole, so what is missing is the end.
 */
export async function repairTransactions(engine: Engine, nodeId: string, logger?: Logger): Promise<void> {
  const { database } = engine
  const expected = await engine.rows(
    `SELECT seq FROM ${database}.events WHERE node_id = {node:String} AND kind = 'TxDecoded'
     ORDER BY seq DESC LIMIT 1`,
    { node: nodeId },
  )
  const present = await engine.rows(
    `SELECT max(seq) FROM ${database}.transactions WHERE node_id = {node:String}`,
    { node: nodeId },
  )
  const from = Number(present[0]?.[0] ?? 0)
  const to = Number(expected[0]?.[0] ?? 0)
  if (from >= to) return
  await engine.command(
    `INSERT INTO ${database}.transactions ${selectTransactions(database, 'AND node_id = {node:String} AND seq > {from:UInt64}')}`,
    { node: nodeId, from },
  )
  const log = logger ?? noopLogger
  log.warn('clickhouse transactions completed after a crash', {
    node_id: nodeId,
    after_seq: from,
    to_seq: to,
  })
}
