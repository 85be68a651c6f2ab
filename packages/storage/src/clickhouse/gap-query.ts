import type { GapCause, GapRow } from '@org/events'
import type { OlderGaps } from '../read-models/history.ts'
import type { Engine, QueryParams } from './engine.ts'

/** Seconds; as of other reads. */
const AT_MOST = ' SETTINGS max_execution_time = 15'

/** Gaps as their latest stored event left them, by the event that opened them, newest first. */
export async function readGaps(
  engine: Engine,
  nodeId: string,
  query: OlderGaps,
  signal?: AbortSignal,
): Promise<readonly GapRow[]> {
  const conditions = ['g.node_id = {node:String}']
  const params: Record<string, QueryParams[string]> = {
    node: nodeId,
    before: query.before,
    after: query.after,
    changed: query.changed,
    limit: query.limit,
  }
  if (query.chainId !== undefined) {
    conditions.push('g.chain_id = {chain:UInt64}')
    params.chain = query.chainId
  }
  if (query.sourceId !== undefined) {
    conditions.push('g.source_id = {source:String}')
    params.source = query.sourceId
  }
  // A tuple, since argMax passes over NULL.
  const rows = await engine.rows(
    `SELECT min(g.seq) AS opened, max(g.seq) AS latest, g.chain_id, g.source_id, g.gap_id,
       argMax(tuple(g.kind, g.cause, g.from_us, g.to_us, g.backfilled), g.seq) AS state
     FROM ${engine.database}.gaps AS g
     WHERE ${conditions.join(' AND ')}
     GROUP BY g.chain_id, g.source_id, g.gap_id
     HAVING opened < {before:UInt64} AND (latest > {after:UInt64} OR has({changed:Array(String)}, g.gap_id))
     ORDER BY opened DESC LIMIT {limit:UInt32}${AT_MOST}`,
    params,
    signal,
  )
  return rows.map(gapOfRow)
}

function gapOfRow(row: readonly unknown[]): GapRow {
  const [opened, latest, chainId, sourceId, gapId, state] = row
  const [kind, cause, fromUs, toUs, backfilled] = Array.isArray(state) ? (state as readonly unknown[]) : []
  return {
    seq: Number(opened),
    chain_id: Number(chainId),
    source_id: String(sourceId),
    gap_id: String(gapId),
    cause: String(cause) as GapCause, // as it was in the event
    state: kind === 'GapOpened' ? 'open' : 'closed',
    from_us: Number(fromUs),
    to_us: toUs === null || toUs === undefined ? null : Number(toUs),
    backfilled: Number(backfilled),
    latest_seq: Number(latest),
  }
}
