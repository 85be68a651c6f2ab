import type {
  Address,
  EventDataByKind,
  EventKind,
  Hash,
  Hex,
  OppDetectedData,
  StoredEvent,
  StoredOf,
  TransactionSummary,
  TxDecodedData,
  TxFeaturesData,
  Wei,
} from '@org/events'
import type { SnapshotAnswer } from '../api/wire.ts'

// Values for tests. The casts make branded strings of texts that have their shape.

export function hashOf(index: number): Hash {
  return `0x${index.toString(16).padStart(64, '0')}` as Hash
}

export function addressOf(index: number): Address {
  return `0x${index.toString(16).padStart(40, '0')}` as Address
}

export function event<K extends EventKind>(
  seq: number,
  kind: K,
  hashIndex: number,
  data: EventDataByKind[K],
): StoredEvent {
  const stored: StoredOf<K> = {
    seq,
    node_id: 'node-a',
    chain_id: 1,
    source_id: 'geth-a',
    kind,
    ingest_ts_unix_us: 1_700_000_000_000_000 + seq,
    tx_hash: hashOf(hashIndex),
    data,
  }
  return stored as StoredEvent // kind and data belong together by the type parameter
}

export const FIRST_SIGHTING = { first: true, reannounced: false, backfill: false }

export const DECODED: TxDecodedData = {
  tx_type: 2,
  sender: addressOf(0xa),
  nonce: 7,
  to: addressOf(0xb),
  value_wei: '1500000000000000000' as Wei,
  gas_limit: 21_000,
  gas_price_wei: null,
  max_fee_per_gas_wei: '30000000000' as Wei,
  max_priority_fee_per_gas_wei: '1000000000' as Wei,
  max_fee_per_blob_gas_wei: null,
  blob_count: 0,
  authorization_count: 0,
  access_list_len: 0,
  input: '0x',
  calldata_len: 0,
  method_selector: null,
  fetch_us: 900,
}

export const FEATURES: TxFeaturesData = {
  protocol: 'uniswap_v2',
  category: 'swap',
  mev_score: 64,
  urgency_score: 30,
  method_selector: null,
  swaps: [
    {
      protocol: 'uniswap_v2',
      token_in: addressOf(0xc),
      token_out: addressOf(0xd),
      amount_in: '1500000000000000000' as Wei,
      amount_out: '2487000000' as Wei,
      exact: 'in',
      path: [addressOf(0xc), addressOf(0xd)],
      fees: [],
      recipient: null,
      deadline: null,
    },
  ],
  feature_engine_version: '1',
  value_native: 1.5,
  slippage_limit: 'none',
}

export function opportunity(id: number, score: number, members: readonly Hash[] = []): OppDetectedData {
  return {
    opportunity_id: `0x${id.toString(16).padStart(64, '0')}` as Hex,
    strategy: 'backrun',
    score,
    protocol: 'uniswap_v2',
    category: 'swap',
    member_tx_hashes: members,
    components: [{ name: 'size', value: score, weight: 1, points: score, reason: 'large against the pool' }],
    reasons: [],
    feature_engine_version: '1',
    scorer_version: '1',
    strategy_version: '1',
  }
}

export function summary(seq: number, hashIndex: number): TransactionSummary {
  return {
    tx_hash: hashOf(hashIndex),
    chain_id: 1,
    seq,
    source_id: 'geth-a',
    first_seen_unix_us: 1_700_000_000_000_000 + seq,
    status: 'pending',
    sender: addressOf(0xa),
    to: null,
    nonce: 7,
    value_wei: '0' as Wei,
    tx_type: 2,
    method_selector: null,
    protocol: 'uniswap_v2',
    category: 'swap',
    mev_score: 64,
    urgency_score: 30,
  }
}

export function snapshot(latestSeq: number, parts: Partial<SnapshotAnswer> = {}): SnapshotAnswer {
  return {
    revision: latestSeq,
    latest_seq_id: latestSeq,
    opportunities: [],
    feature_summary: [],
    feature_details: [],
    transactions: [],
    chain_ingest_status: [],
    market_stats: {
      pending_transactions: 0,
      transactions_per_second: 0,
      events_per_second: 0,
      opportunities: 0,
      categories: {},
    },
    ...parts,
  }
}
