import type { Logger } from '@org/events'
import type { Engine } from './engine.ts'
import { insertsAreOver, repairTables } from './repair.ts'
import type { Placement } from './schema/placement.ts'

/** Events of one statement: some hundred megabytes at most. */
const EVENTS_AT_ONCE = 200_000

/**
 * Fills the tables behind `events` from what is there already, in ranges of bounded size. May be run again, also after
 * it was interrupted.
 */
export async function fillTables(engine: Engine, placement: Placement, logger: Logger): Promise<void> {
  const nodes = await engine.rows(
    `SELECT node_id, min(seq), max(seq) FROM ${placement.database}.events GROUP BY node_id ORDER BY node_id`,
  )
  if (nodes.length === 0) return
  // An insert that began before the views were there goes on without them.
  await insertsAreOver(engine, null)
  for (const [node, first, last] of nodes) {
    const nodeId = String(node)
    const end = Number(last)
    logger.info('clickhouse tables are being filled from earlier events', { node_id: nodeId, last_seq: end })
    for (let from = Number(first); from <= end; from += EVENTS_AT_ONCE) {
      const to = Math.min(end, from + EVENTS_AT_ONCE - 1)
      await repairTables(engine, placement, { nodeId, from, to }, logger)
    }
  }
}
