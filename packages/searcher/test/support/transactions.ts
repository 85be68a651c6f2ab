import type { Address, DraftOf, Hash, Hex, Selector, TxDecodedData, Wei } from '@org/events'
import { type DecodedTransaction, decodeTransaction } from '../../src/decode/decode-transaction.ts'
import { loadRegistry } from '../../src/registry/load-registry.ts'

/** Mainnet's registry, the one most tests decode against. */
export const mainnet = loadRegistry().chain(1)

export const WETH = address('0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2')
export const USDC = address('0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48')
export const DAI = address('0x6b175474e89094c44da98b954eedeac495271d0f')
export const V2_ROUTER = address('0x7a250d5630b4cf539739df2c5dacb4c659f2488d')
export const SUSHI_ROUTER = address('0xd9e1ce17f2641f24ae83637ab66a2cca9c378b9f')
export const SWAP_ROUTER = address('0xe592427a0aece92de3edee1f18e0157c05861564')
export const SWAP_ROUTER_02 = address('0x68b3465833fb72a70ecdf485e0e4c7bd8665fc45')
export const UNIVERSAL_ROUTER = address('0x66a9893cc07d91d95644aedd05d03f95e1dba8af')
export const UNIVERSAL_ROUTER_2_1 = address('0x4c82d1fbfe28c977cbb58d8c7ff8fcf9f70a2cca')
export const UNIVERSAL_ROUTER_V1 = address('0x3fc91a3afd70395cd496c647d5a6cc9d4b2b7fad')
export const POSITION_MANAGER = address('0xc36442b4a4522e871399cd717abdd847ab11fe88')
export const PERMIT2 = address('0x000000000022d473030f116ddee9f6b43ac78ba3')
export const UNKNOWN = address('0x00000000000000000000000000000000deadbeef')
export const SENDER = address('0x5e5de50000000000000000000000000000000001')

/** An address of a test, in any letter case. */
export function address(text: string): Address {
  return text.toLowerCase() as Address // test data
}

export function hashOf(index: number): Hash {
  return `0x${index.toString(16).padStart(64, '0')}` as Hash // 64 digits
}

/** A transaction's body with everything a test does not care about filled in. */
export function body(overrides: Partial<Record<keyof TxDecodedData, unknown>> = {}): TxDecodedData {
  const input = String(overrides.input ?? '0x').toLowerCase() as Hex // test data
  return {
    tx_type: 2,
    sender: SENDER,
    nonce: 7,
    to: UNKNOWN,
    value_wei: '0' as Wei,
    gas_limit: 200_000,
    gas_price_wei: null,
    max_fee_per_gas_wei: '20000000000' as Wei,
    max_priority_fee_per_gas_wei: '1000000000' as Wei,
    max_fee_per_blob_gas_wei: null,
    blob_count: 0,
    authorization_count: 0,
    access_list_len: 0,
    calldata_len: (input.length - 2) / 2,
    method_selector: input.length >= 10 ? (input.slice(0, 10) as Selector) : null,
    fetch_us: 1,
    ...overrides,
    input,
  } as TxDecodedData // the overrides are test data of the fields' types
}

/** A decoded transaction as the pipeline hands it to the searcher. */
export function draft(
  index: number,
  overrides: Partial<Record<keyof TxDecodedData, unknown>> = {},
  envelope: Partial<Pick<DraftOf<'TxDecoded'>, 'chain_id' | 'ingest_ts_unix_us' | 'source_id'>> = {},
): DraftOf<'TxDecoded'> {
  return {
    kind: 'TxDecoded',
    chain_id: 1,
    source_id: 'node-a',
    ingest_ts_unix_us: 1_700_000_000_000_000 + index * 1_000,
    tx_hash: hashOf(index),
    data: body(overrides),
    ...envelope,
  }
}

/** Decodes against mainnet's registry. */
export function decode(to: Address | null, input: string, value: bigint = 0n): DecodedTransaction {
  return decodeTransaction(body({ to, input, value_wei: value.toString() }), mainnet)
}
