import type { Address, EventDraft, Hash, Hex, Selector } from '@org/events'
import { toWei } from '@org/events'

const SENDERS = 5_000
const TOKENS = 400
const ROUTER = address(9, 1)
const SELECTOR = '0x38ed1739' as Selector // 8 digits

function address(kind: number, index: number): Address {
  return `0x${kind.toString(16).padStart(8, 'a')}${index.toString(16).padStart(32, '0')}` as Address // 40 digits
}

/** Spread over all digits, as real hashes are; distinct for distinct numbers. */
function hashOf(number: number): Hash {
  let state = number >>> 0
  let text = ''
  for (let word = 0; word < 6; word += 1) {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + word) >>> 0
    text += state.toString(16).padStart(8, '0')
  }
  return `0x${text}${number.toString(16).padStart(16, '0')}` as Hash // 64 digits
}

/** 228 bytes: a V2 swap, of numbers that compress as badly as real amounts. */
function calldata(number: number): Hex {
  const word = (value: number): string => Math.imul(value, 0x9e3779b1).toString(16).replace('-', '')
  return `${SELECTOR}${word(number).padStart(64, '0')}${word(number + 1).padStart(64, '0')}${'a0'.padStart(64, '0')}${hashOf(number).slice(2)}${'6'.padStart(64, '0')}${'2'.padStart(64, '0')}${hashOf(number + 7).slice(2)}` as Hex
}

/** Events of one transaction in {@link transactionGroup}. */
export const EVENTS_PER_TRANSACTION = 6

/**
 * The events of one swap as ingest and searcher make them: seen, decoded, analysed, one opportunity, ready, confirmed.
 * About 3.1 kB of lines.
 */
export function transactionGroup(number: number, nowUs: number): EventDraft[] {
  const at = { chain_id: 1, source_id: 'geth-a', ingest_ts_unix_us: nowUs, tx_hash: hashOf(number) }
  const sender = address(3, number % SENDERS)
  const tokenIn = address(1, number % TOKENS)
  const tokenOut = address(1, (number * 7 + 1) % TOKENS)
  const amount = toWei(10n ** 18n + BigInt(number))
  return [
    { ...at, kind: 'TxSeen', data: { first: true, reannounced: false, backfill: false } },
    {
      ...at,
      kind: 'TxDecoded',
      data: {
        tx_type: 2,
        sender,
        nonce: number % 1_000,
        to: ROUTER,
        value_wei: amount,
        gas_limit: 180_000,
        gas_price_wei: null,
        max_fee_per_gas_wei: toWei(40_000_000_000n),
        max_priority_fee_per_gas_wei: toWei(1_500_000_000n),
        max_fee_per_blob_gas_wei: null,
        blob_count: 0,
        authorization_count: 0,
        access_list_len: 0,
        input: calldata(number),
        calldata_len: 228,
        method_selector: SELECTOR,
        fetch_us: 1_800,
      },
    },
    {
      ...at,
      kind: 'TxFeatures',
      data: {
        protocol: 'uniswap-v2',
        category: 'swap',
        mev_score: number % 100,
        urgency_score: number % 60,
        method_selector: SELECTOR,
        swaps: [
          {
            protocol: 'uniswap-v2',
            token_in: tokenIn,
            token_out: tokenOut,
            amount_in: amount,
            amount_out: amount,
            exact: 'in',
            path: [tokenIn, tokenOut],
            fees: [],
            recipient: sender,
            deadline: 1_800_000_000,
          },
        ],
        feature_engine_version: '1',
      },
    },
    {
      ...at,
      kind: 'OppDetected',
      data: {
        opportunity_id: `0x${hashOf(number).slice(34)}`,
        strategy: 'SandwichExposure',
        score: number % 100,
        protocol: 'uniswap-v2',
        category: 'swap',
        member_tx_hashes: [hashOf(number)],
        components: [
          { name: 'value', value: 1.5, weight: 40, points: 21, reason: '1.5 of the native coin at stake' },
          { name: 'slippage', value: 0.02, weight: 30, points: 12, reason: 'the limit allows 2 %' },
          { name: 'urgency', value: 0.4, weight: 30, points: 9, reason: 'pays more than the base fee' },
        ],
        reasons: ['exact input with a loose limit'],
        feature_engine_version: '1',
        scorer_version: '1',
        strategy_version: '1',
      },
    },
    { ...at, kind: 'TxReady', data: { sender, nonce: number % 1_000 } },
    {
      ...at,
      kind: 'TxConfirmedProvisional',
      data: {
        block_number: 20_000_000 + Math.floor(number / 200),
        block_hash: hashOf(1 + Math.floor(number / 200)),
        block_timestamp: Math.floor(nowUs / 1e6),
        inclusion_delay_ms: 6_000,
        status: 'success',
      },
    },
  ]
}
