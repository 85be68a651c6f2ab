import type { Address, DraftOf, EventDraft, Hash, Hex } from '@org/events'
import { toWei } from '@org/events'

/** A transaction hash that shows its number. */
export function testHash(number: number): Hash {
  return `0x${number.toString(16).padStart(64, '0')}` as Hash // 64 hex digits
}

export function seenDraft(number: number, chainId = 1): DraftOf<'TxSeen'> {
  return {
    kind: 'TxSeen',
    chain_id: chainId,
    source_id: 'geth-a',
    ingest_ts_unix_us: 1_700_000_000_000_000 + number,
    tx_hash: testHash(number),
    data: { first: true, reannounced: false, backfill: false },
  }
}

export function decodedDraft(number: number, input: Hex = '0x'): DraftOf<'TxDecoded'> {
  return {
    kind: 'TxDecoded',
    chain_id: 1,
    source_id: 'geth-a',
    ingest_ts_unix_us: 1_700_000_000_000_000 + number,
    tx_hash: testHash(number),
    data: {
      tx_type: 2,
      sender: `0x${'a'.repeat(40)}` as Address, // 40 hex digits
      nonce: number,
      to: `0x${'b'.repeat(40)}` as Address, // 40 hex digits
      value_wei: toWei('1000000000000000000000'),
      gas_limit: 21_000,
      gas_price_wei: null,
      max_fee_per_gas_wei: toWei('2000000000'),
      max_priority_fee_per_gas_wei: toWei('1000000000'),
      max_fee_per_blob_gas_wei: null,
      blob_count: 0,
      authorization_count: 0,
      access_list_len: 0,
      input,
      calldata_len: (input.length - 2) / 2,
      method_selector: null,
      fetch_us: 900,
    },
  }
}

export function featuresDraft(number: number, score: number): DraftOf<'TxFeatures'> {
  return {
    ...seenDraft(number),
    kind: 'TxFeatures',
    data: {
      protocol: 'uniswap-v2',
      category: 'swap',
      mev_score: score,
      urgency_score: 10,
      method_selector: null,
      swaps: [],
      feature_engine_version: '1',
    },
  }
}

/** A sighting and a body for each number. */
export function transactionDrafts(from: number, count: number): EventDraft[] {
  const drafts: EventDraft[] = []
  for (let number = from; number < from + count; number += 1)
    drafts.push(seenDraft(number), decodedDraft(number))
  return drafts
}
