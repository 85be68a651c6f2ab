import {
  CATEGORIES,
  type FeatureCount,
  type FeatureRow,
  type GapRow,
  type OpportunityRow,
  type TransactionDetail,
  type TransactionRecord,
  type TransactionSummary,
} from '@org/events'
import { z } from 'zod'
import { components } from './components.ts'
import {
  FEATURE_FIELDS,
  gapCause,
  historyEvent,
  OPPORTUNITY_FIELDS,
  SIMULATION_FIELDS,
  txDecoded,
  txFeatures,
} from './event-data.ts'
import { address, chainId, count, hash, name, score, selector, seq, unixUs, wei } from './fields.ts'

const STATUSES = [
  'announced',
  'pending',
  'ready',
  'blocked',
  'replaced',
  'dropped',
  'rejected',
  'confirmed',
  'final',
] as const

const SUMMARY = {
  tx_hash: hash,
  chain_id: chainId,
  seq,
  source_id: name,
  first_seen_unix_us: unixUs,
  status: z.enum(STATUSES),
  sender: address.nullable(),
  to: address.nullable(),
  nonce: count.nullable(),
  value_wei: wei.nullable(),
  tx_type: count.nullable(),
  method_selector: selector.nullable(),
  protocol: name.nullable(),
  category: z.enum(CATEGORIES).nullable(),
  mev_score: score.nullable(),
  urgency_score: score.nullable(),
}
export const transactionSummary = z.strictObject(SUMMARY).register(components, {
  id: 'TransactionSummary',
  description: 'A transaction in short; fields of its body are null until that arrived.',
}) satisfies z.ZodType<TransactionSummary>

const DETAIL = {
  ...SUMMARY,
  decoded: txDecoded.nullable(),
  features: txFeatures.nullable(),
  sources: z.array(name),
}
export const transactionDetail = z.strictObject(DETAIL).register(components, {
  id: 'TransactionDetail',
  description: 'A transaction with body, features and the sources that showed it.',
}) satisfies z.ZodType<TransactionDetail>

const EVENT_OF_ROW = { tx_hash: hash, chain_id: chainId, seq, ingest_ts_unix_us: unixUs }

export const featureRow = z.strictObject({ ...FEATURE_FIELDS, ...EVENT_OF_ROW }).register(components, {
  id: 'FeatureRow',
  description: 'What a transaction does, with the event that says so.',
}) satisfies z.ZodType<FeatureRow>

export const featureCount = z
  .strictObject({ protocol: name, category: name, count })
  .register(components, { id: 'FeatureCount' }) satisfies z.ZodType<FeatureCount>

export const opportunityRow = z
  .strictObject({ ...OPPORTUNITY_FIELDS, ...EVENT_OF_ROW })
  .register(components, {
    id: 'OpportunityRow',
    description: 'An opportunity with the parts of its score.',
  }) satisfies z.ZodType<OpportunityRow>

export const transactionRecord = z
  .strictObject({
    ...DETAIL,
    sightings: z.array(
      z.strictObject({
        source_id: name,
        seq,
        seen_unix_us: unixUs,
        first: z.boolean(),
        reannounced: z.boolean(),
        backfill: z.boolean(),
      }),
    ),
    history: z.array(historyEvent),
    opportunities: z.array(opportunityRow),
    simulation: z.strictObject({ ...SIMULATION_FIELDS, seq }).nullable(),
  })
  .register(components, {
    id: 'TransactionRecord',
    description: 'Everything known of a transaction; of each list the newest 64.',
  }) satisfies z.ZodType<TransactionRecord>

export const gapRow = z
  .strictObject({
    seq,
    chain_id: chainId,
    source_id: name,
    gap_id: name,
    cause: gapCause,
    state: z.enum(['open', 'closed']),
    from_us: unixUs,
    to_us: unixUs.nullable(),
    backfilled: count,
    latest_seq: seq,
  })
  .register(components, {
    id: 'GapRow',
    description: 'A time in which a source could not be seen; `seq` is of the event that opened it.',
  }) satisfies z.ZodType<GapRow>
