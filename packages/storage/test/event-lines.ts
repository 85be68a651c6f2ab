import { Buffer } from 'node:buffer'
import { type EventDraft, encodeEvent, type Hash, type StoredEvent, toWei } from '@org/events'
import type { InsertBatch } from '../src/clickhouse/insert-batch.ts'
import { headOf } from '../src/encoded-event.ts'
import type { LiveState } from '../src/memory/live-state.ts'

/** Within the retention of every test. */
export const NOW_US = Date.now() * 1000

export const hashOf = (index: number): Hash => `0x${index.toString(16).padStart(64, '0')}` as Hash // 64 digits

export const seen = (hash: Hash, fields: Partial<EventDraft> = {}, first = true): EventDraft =>
  ({
    kind: 'TxSeen',
    chain_id: 1,
    source_id: 'geth-a',
    ingest_ts_unix_us: NOW_US,
    tx_hash: hash,
    data: { first, reannounced: false, backfill: false },
    ...fields,
  }) as EventDraft // fields of the same kind

export const decoded = (hash: Hash, fields: Partial<EventDraft> = {}): EventDraft =>
  ({
    kind: 'TxDecoded',
    chain_id: 1,
    source_id: 'geth-a',
    ingest_ts_unix_us: NOW_US,
    tx_hash: hash,
    data: {
      tx_type: 2,
      sender: '0x00000000000000000000000000000000000000aa',
      nonce: 7,
      to: null,
      value_wei: toWei(2n ** 256n - 1n),
      gas_limit: 21_000,
      gas_price_wei: null,
      max_fee_per_gas_wei: toWei(10n ** 20n),
      max_priority_fee_per_gas_wei: toWei(0n),
      max_fee_per_blob_gas_wei: null,
      blob_count: 0,
      authorization_count: 0,
      access_list_len: 0,
      input: '0xdeadbeef',
      calldata_len: 4,
      method_selector: null,
      fetch_us: 1234,
    },
    ...fields,
  }) as EventDraft // fields of the same kind

export const features = (hash: Hash, mevScore: number, fields: Partial<EventDraft> = {}): EventDraft =>
  ({
    kind: 'TxFeatures',
    chain_id: 1,
    source_id: 'geth-a',
    ingest_ts_unix_us: NOW_US,
    tx_hash: hash,
    data: {
      protocol: 'uniswap-v2',
      category: 'swap',
      mev_score: mevScore,
      urgency_score: 10,
      method_selector: null,
      swaps: [],
      feature_engine_version: '1',
      value_native: 1.5,
      slippage_limit: 'set',
      nonce_position: 0,
      sender_transactions: 2,
      sender_swaps: 1,
    },
    ...fields,
  }) as EventDraft // fields of the same kind

export const opportunity = (
  members: readonly Hash[],
  score: number,
  id: string,
  fields: Partial<EventDraft> = {},
  strategy = 'sandwich',
): EventDraft =>
  ({
    kind: 'OppDetected',
    chain_id: 1,
    source_id: 'geth-a',
    ingest_ts_unix_us: NOW_US,
    tx_hash: members[0] ?? '',
    data: {
      opportunity_id: id,
      strategy,
      score,
      protocol: 'uniswap-v2',
      category: 'swap',
      member_tx_hashes: members,
      components: [],
      reasons: [],
      feature_engine_version: '1',
      scorer_version: '1',
      strategy_version: '1',
    },
    ...fields,
  }) as EventDraft // fields of the same kind

export const ready = (hash: Hash, fields: Partial<EventDraft> = {}): EventDraft =>
  ({
    kind: 'TxReady',
    chain_id: 1,
    source_id: 'geth-a',
    ingest_ts_unix_us: NOW_US + 1,
    tx_hash: hash,
    data: { sender: '0x00000000000000000000000000000000000000aa', nonce: 7 },
    ...fields,
  }) as EventDraft // fields of the same kind

/** The lines of drafts, numbered from `firstSeq`. */
export function linesOf(drafts: readonly EventDraft[], firstSeq = 1, nodeId = 'node-a'): string[] {
  return drafts.map((draft, index) => encodeEvent(firstSeq + index, nodeId, draft))
}

export function batchOf(lines: readonly string[], firstSeq = 1): InsertBatch {
  return {
    firstSeq,
    lastSeq: firstSeq + lines.length - 1,
    bytes: Buffer.from(lines.map((line) => `${line}\n`).join('')),
  }
}

/** Hands numbered events over as the writer does: with the bytes of their lines. */
export function applyAll(state: LiveState, events: readonly StoredEvent[]): void {
  for (const event of events) {
    const bytes = Buffer.from(`${encodeEvent(event.seq, event.node_id, event)}\n`)
    state.take(headOf(event.seq, event), event, bytes, 0, bytes.length - 1)
  }
}
