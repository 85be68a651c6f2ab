import {
  type BlockSeenData,
  CATEGORIES,
  DROP_REASONS,
  EVENT_KINDS,
  type EventDataByKind,
  type EventKind,
  type GapData,
  type OppDetectedData,
  REJECT_REASONS,
  type ScoreComponent,
  type SimulationData,
  type Swap,
  type TxConfirmedData,
  type TxDecodedData,
  type TxFeaturesData,
} from '@org/events'
import { z } from 'zod'
import { components } from './components.ts'
import {
  address,
  bytes,
  chainId,
  count,
  hash,
  hashOrNone,
  name,
  score,
  selector,
  seq,
  unixUs,
  wei,
} from './fields.ts'

const decoded = z.strictObject({
  tx_type: count,
  sender: address,
  nonce: count,
  to: address.nullable(),
  value_wei: wei,
  gas_limit: count,
  gas_price_wei: wei.nullable(),
  max_fee_per_gas_wei: wei.nullable(),
  max_priority_fee_per_gas_wei: wei.nullable(),
  max_fee_per_blob_gas_wei: wei.nullable(),
  blob_count: count,
  authorization_count: count,
  access_list_len: count,
  input: bytes,
  calldata_len: count,
  method_selector: selector.nullable(),
  fetch_us: z.number().min(0),
}) satisfies z.ZodType<TxDecodedData>
export const txDecoded = decoded.register(components, {
  id: 'TxDecodedData',
  description: 'The body of a transaction.',
})

const swap = z
  .strictObject({
    protocol: name,
    token_in: address,
    token_out: address,
    amount_in: wei.nullable(),
    amount_out: wei,
    exact: z.enum(['in', 'out']),
    path: z.array(address),
    fees: z.array(z.number()),
    recipient: address.nullable(),
    deadline: z.number().nullable(),
  })
  .register(components, { id: 'Swap', description: 'A swap found in calldata.' }) satisfies z.ZodType<Swap>

/** Also the fields of a row of features. */
export const FEATURE_FIELDS = {
  protocol: name,
  category: z.enum(CATEGORIES),
  mev_score: score,
  urgency_score: score,
  method_selector: selector.nullable(),
  swaps: z.array(swap),
  feature_engine_version: name,
  value_native: z.number().nullable().exactOptional(),
  slippage_limit: z.enum(['set', 'none', 'unknown']).nullable().exactOptional(),
  nonce_position: count.nullable().exactOptional(),
  sender_transactions: count.nullable().exactOptional(),
  sender_swaps: count.nullable().exactOptional(),
}
export const txFeatures = z.strictObject(FEATURE_FIELDS).register(components, {
  id: 'TxFeaturesData',
  description: 'What a transaction does.',
}) satisfies z.ZodType<TxFeaturesData>

const component = z.strictObject({
  name,
  value: z.number(),
  weight: z.number(),
  points: z.number(),
  reason: z.string(),
}) satisfies z.ZodType<ScoreComponent>

/** Also the fields of what a transaction's record says of it. */
export const SIMULATION_FIELDS = {
  outcome: z.enum(['success', 'reverted', 'unknown']),
  block_number: count.nullable(),
  gas_used: count.nullable(),
  reason: z.string().nullable(),
  token_movements: z
    .array(z.strictObject({ token: address.nullable(), from: address, to: address, amount: wei }))
    .nullable(),
}
const simulation = z.strictObject(SIMULATION_FIELDS).register(components, {
  id: 'SimulationData',
  description: 'What a simulation of a pending transaction said.',
}) satisfies z.ZodType<SimulationData>

/** Also the fields of a row of opportunities. */
export const OPPORTUNITY_FIELDS = {
  opportunity_id: bytes,
  strategy: name,
  score,
  protocol: name,
  category: z.enum(CATEGORIES),
  member_tx_hashes: z.array(hash),
  components: z.array(component),
  reasons: z.array(z.string()),
  feature_engine_version: name,
  scorer_version: name,
  strategy_version: name,
  simulation: simulation.exactOptional(),
}
const oppDetected = z.strictObject(OPPORTUNITY_FIELDS) satisfies z.ZodType<OppDetectedData>

const confirmed = z.strictObject({
  block_number: count,
  block_hash: hash.nullable(),
  block_timestamp: count,
  inclusion_delay_ms: z.number(),
  status: z.enum(['success', 'reverted', 'unknown']),
}) satisfies z.ZodType<TxConfirmedData>

const blockSeen = z.strictObject({
  number: count,
  hash,
  parent_hash: hash,
  timestamp: count,
  tx_count: count.nullable(),
  base_fee_wei: wei.nullable(),
}) satisfies z.ZodType<BlockSeenData>

export const gapCause = z.enum(['start', 'disconnect', 'stall', 'overflow', 'error', 'shutdown'])
const gap = z.strictObject({
  gap_id: name,
  cause: gapCause,
  from_us: unixUs,
  to_us: unixUs.nullable(),
  backfilled: count,
}) satisfies z.ZodType<GapData>

const DATA: { readonly [K in EventKind]: z.ZodType<EventDataByKind[K]> } = {
  TxSeen: z.strictObject({ first: z.boolean(), reannounced: z.boolean(), backfill: z.boolean() }),
  TxDecoded: txDecoded,
  TxFeatures: txFeatures,
  OppDetected: oppDetected,
  TxReady: z.strictObject({ sender: address, nonce: count }),
  TxBlocked: z.strictObject({ sender: address, nonce: count, expected_nonce: count }),
  TxReplaced: z.strictObject({ replaced_by: hash, bump_bps: z.int() }),
  TxDropped: z.strictObject({ reason: z.enum(DROP_REASONS) }),
  TxRejected: z.strictObject({ reason: z.enum(REJECT_REASONS), note: z.string() }),
  TxConfirmedProvisional: confirmed,
  TxConfirmedFinal: confirmed,
  TxReorged: z.strictObject({ old_block_hash: hash, new_block_hash: hash }),
  BlockSeen: blockSeen,
  GapOpened: gap,
  GapClosed: gap,
}
const DATA_BY_KIND = EVENT_KINDS.map((kind) => [kind, DATA[kind]] as const)

/** A stored line: one shape per kind. */
export const storedEvent = z
  .union(
    DATA_BY_KIND.map(([kind, data]) =>
      z.strictObject({
        seq,
        node_id: name,
        chain_id: chainId,
        source_id: name,
        kind: z.literal(kind),
        ingest_ts_unix_us: unixUs,
        tx_hash: hashOrNone,
        data,
      }),
    ),
  )
  .register(components, {
    id: 'StoredEvent',
    description: 'A durable event, exactly as it is stored and streamed.',
  })

/** An event in the history of a transaction. */
export const historyEvent = z.union(
  DATA_BY_KIND.map(([kind, data]) =>
    z.strictObject({ seq, kind: z.literal(kind), source_id: name, ingest_ts_unix_us: unixUs, data }),
  ),
)
