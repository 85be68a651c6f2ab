import {
  type ChainStatus,
  DROP_REASONS,
  type MarketStats,
  MEMPOOL_CLASSES,
  type PropagationRow,
  REJECT_REASONS,
  type ReplayReport,
  type SourceAccounting,
} from '@org/events'
import { z } from 'zod'
import { components } from './components.ts'
import { chainId, count, digest, hash, name, seq, share, unixUs } from './fields.ts'
import { featureCount, featureRow, opportunityRow, transactionSummary } from './rows.ts'

export const health = z.strictObject({ status: z.literal('ok') })

const dependency = z.strictObject({
  name,
  state: z.enum(['up', 'degraded', 'down']),
  detail: z.string().nullable(),
})
/** @param status what the whole comes to */
export function readiness(status: 'ready' | 'not_ready') {
  return z.strictObject({ status: z.literal(status), dependencies: z.array(dependency) })
}

export const chainStatus = z
  .strictObject({
    chain_key: name,
    chain_id: chainId,
    mempool: z.enum(MEMPOOL_CLASSES),
    sources: z.array(
      z.strictObject({
        source_id: name,
        state: z.enum(['idle', 'connecting', 'live', 'stalled', 'disconnected', 'failed', 'stopped']),
        subscription: z.enum(['full', 'hashes', 'none']).nullable(),
        endpoint_index: count,
        endpoints: z.array(z.strictObject({ ws_url: z.string(), http_url: z.string() })),
        last_pending_unix_us: unixUs.nullable(),
        silent_for_ms: z.number().nullable(),
        last_error: z.string().nullable(),
        rotations: count,
      }),
    ),
  })
  .register(components, {
    id: 'ChainStatus',
    description: 'A chain with its sources; URLs are masked.',
  }) satisfies z.ZodType<ChainStatus>

const marketStats = z.strictObject({
  pending_transactions: count,
  transactions_per_second: z.number().min(0),
  events_per_second: z.number().min(0),
  opportunities: count,
  categories: z.record(z.string(), count),
}) satisfies z.ZodType<MarketStats>

export const snapshot = z
  .strictObject({
    revision: count,
    latest_seq_id: count,
    opportunities: z.array(opportunityRow),
    feature_summary: z.array(featureCount),
    feature_details: z.array(featureRow),
    transactions: z.array(transactionSummary),
    chain_ingest_status: z.array(chainStatus),
    market_stats: marketStats,
  })
  .register(components, { id: 'Snapshot', description: 'All that the page shows, of one moment.' })

const rejected = z.partialRecord(z.enum(REJECT_REASONS), count)
const dropped = z.partialRecord(z.enum(DROP_REASONS), count)

export const accountingRow = z
  .strictObject({
    chain_key: name,
    chain_id: chainId,
    source_id: name,
    announced: count,
    fetched: count,
    null: count,
    rejected,
    dropped,
    in_flight: count,
    duplicates: count,
    reannounced: count,
    backfilled: count,
    lost_events: dropped,
  })
  .register(components, {
    id: 'SourceAccounting',
    description: 'What became of every transaction that a source announced.',
  }) satisfies z.ZodType<SourceAccounting>

export const propagationRow = z
  .strictObject({
    chain_key: name,
    chain_id: chainId,
    source_id: name,
    other_source_id: name,
    announced: count,
    shared: count,
    first: count,
    share_first: share.nullable(),
    exclusive_share: share.nullable(),
    delay_p50_ms: z.number().nullable(),
    delay_p99_ms: z.number().nullable(),
  })
  .register(components, {
    id: 'PropagationRow',
    description: 'How a source stands against another one of its chain.',
  }) satisfies z.ZodType<PropagationRow>

const SERIES = {
  latest_seq: count,
  oldest_seq: count,
  points: z.array(
    z.strictObject({ seq, ingest_ts_unix_us: unixUs, pending: count, digest, complete: z.boolean() }),
  ),
}
const pending = z.array(z.strictObject({ chain_id: chainId, tx_hash: hash }))
const replayReport = z
  .strictObject({
    ...SERIES,
    read_from: count,
    complete_from: seq.nullable(),
    added: pending,
    removed: pending,
    added_total: count,
    removed_total: count,
  })
  .register(components, {
    id: 'ReplayReport',
    description: 'With a range.',
  }) satisfies z.ZodType<ReplayReport>
const replaySeries = z.strictObject(SERIES).register(components, {
  id: 'ReplaySeries',
  description: 'Without a range: what the node noted of itself lately.',
})

export const replay = z.union([replaySeries, replayReport])
