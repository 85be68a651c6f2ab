import {
  decodeEvent,
  type EventFilter,
  type EventPage,
  type Hash,
  parseHash,
  type StoredEvent,
} from '@org/events'
import type { FirstSighting } from '../read-models/history.ts'
import type { Engine, QueryParams } from './engine.ts'
import { EVENT_COLUMNS, eventOfRow } from './event-row.ts'

/**
 * A read ends after so long, in seconds, whoever still waits: what nobody waits for any more would otherwise hold the
 * one place of the embedded engine.
 */
const AT_MOST = ' SETTINGS max_execution_time = 15'

/** One page of the node's events in order, up to and including `most`. */
export async function readEvents(
  engine: Engine,
  nodeId: string,
  after: number,
  most: number,
  limit: number,
  filter: EventFilter,
  signal?: AbortSignal,
): Promise<EventPage> {
  // The end is fixed first: events that arrive while the page is read were not looked at by it.
  const latest = await engine.rows(
    `SELECT seq FROM ${engine.database}.events WHERE node_id = {node:String} ORDER BY seq DESC LIMIT 1${AT_MOST}`,
    { node: nodeId },
    signal,
  )
  const upTo = Math.min(Number(latest[0]?.[0] ?? 0), most)
  if (upTo <= after || limit < 1) return { events: [], nextAfter: after }

  const conditions = ['node_id = {node:String}', 'seq > {after:UInt64}', 'seq <= {upTo:UInt64}']
  const params: Record<string, QueryParams[string]> = { node: nodeId, after, upTo, limit }
  if (filter.kinds !== undefined) {
    conditions.push('kind IN {kinds:Array(String)}')
    params.kinds = [...filter.kinds]
  }
  if (filter.chainId !== undefined) {
    conditions.push('chain_id = {chain:UInt64}')
    params.chain = filter.chainId
  }
  if (filter.minScore !== undefined) {
    conditions.push('(score IS NULL OR score >= {minScore:Float64})')
    params.minScore = filter.minScore
  }
  const rows = await engine.rows(
    `SELECT ${EVENT_COLUMNS} FROM ${engine.database}.events
     WHERE ${conditions.join(' AND ')} ORDER BY seq LIMIT {limit:UInt32}${AT_MOST}`,
    params,
    signal,
  )
  const nodeIdJson = JSON.stringify(nodeId)
  const events = rows.map((row) => eventOfRow(row, nodeIdJson))
  const last = events.at(-1)
  return { events, nextAfter: last !== undefined && events.length === limit ? last.seq : upTo }
}

/** First sightings before a number, newest first. */
export async function readFirstSightings(
  engine: Engine,
  nodeId: string,
  before: number,
  limit: number,
  chainId: number | undefined,
  signal?: AbortSignal,
): Promise<readonly FirstSighting[]> {
  const ofChain = chainId === undefined ? '' : 'AND chain_id = {chain:UInt64}'
  const rows = await engine.rows(
    `SELECT seq, chain_id, tx_hash FROM ${engine.database}.events
     WHERE node_id = {node:String} AND seq < {before:UInt64} AND first_sighting ${ofChain}
     ORDER BY seq DESC LIMIT {limit:UInt32}${AT_MOST}`,
    { node: nodeId, before, limit, ...(chainId === undefined ? {} : { chain: chainId }) },
    signal,
  )
  const sightings: FirstSighting[] = []
  for (const [seq, chain, hash] of rows) {
    const txHash = parseHash(hash)
    if (txHash !== null) sightings.push({ seq: Number(seq), chainId: Number(chain), txHash })
  }
  return sightings
}

/** All events that name one of the transactions, in order; opportunities also by their members. */
export async function readTransactionEvents(
  engine: Engine,
  nodeId: string,
  hashes: readonly Hash[],
  signal?: AbortSignal,
): Promise<readonly StoredEvent[]> {
  if (hashes.length === 0) return []
  const rows = await engine.rows(
    `SELECT ${EVENT_COLUMNS} FROM ${engine.database}.events
     WHERE node_id = {node:String}
       AND (tx_hash IN {hashes:Array(String)} OR hasAny(member_tx_hashes, {hashes:Array(String)}))
     ORDER BY seq${AT_MOST}`,
    { node: nodeId, hashes },
    signal,
  )
  const nodeIdJson = JSON.stringify(nodeId)
  return rows.map((row) => decodeEvent(eventOfRow(row, nodeIdJson).line))
}
