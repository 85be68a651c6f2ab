import { BY_HASH, fixedBytesOrNull, PER_EVENT, plain, TRANSACTION_EVENT } from './columns.ts'
import type { Column, EventTable } from './event-table.ts'

/** As version 2 of the schema made it. */
export const featuresOfVersion2: EventTable = {
  ...PER_EVENT,
  name: 'features',
  comment: 'What a transaction does, one row per TxFeatures event',
  kinds: ['TxFeatures'],
  orderBy: '(chain_id, event_time, tx_hash)',
  data: 'protocol String, category String, mev_score Float64, urgency_score Float64, method_selector Nullable(String), swaps String, feature_engine_version String',
  columns: [
    ...TRANSACTION_EVENT,
    plain('protocol', 'LowCardinality(String)', 'Protocol it calls'),
    plain('category', 'LowCardinality(String)', 'What it does as a whole, e.g. swap'),
    plain('mev_score', 'Float64', '0-100: how much of interest to a searcher', 'ZSTD'),
    plain('urgency_score', 'Float64', '0-100: how soon it is likely to be mined', 'ZSTD'),
    fixedBytesOrNull('method_selector', 4, 'First four bytes of calldata; NULL where there are none'),
    plain('swaps', 'String', 'Swaps found in calldata: a JSON array as in the event', 'ZSTD'),
    plain('feature_engine_version', 'LowCardinality(String)', 'Version of the code that found this'),
  ],
  indices: [BY_HASH],
}

/** Columns that version 3 added: of events of engines before 1.1.0 they are `NULL`. */
export const FEATURE_COLUMNS_OF_VERSION_3: readonly Column[] = [
  plain(
    'value_native',
    'Nullable(Float64)',
    'Whole native coins at stake in its swaps, else moved by it; NULL: unknown or none',
    'ZSTD',
  ),
  plain(
    'slippage_limit',
    'LowCardinality(Nullable(String))',
    'Whether its swaps limit the price: set, none or unknown; NULL without swaps',
  ),
  plain(
    'nonce_position',
    'Nullable(UInt64)',
    'Nonces above the lowest of the sender that was pending lately; NULL: nothing remembered',
    'ZSTD',
  ),
  plain(
    'sender_transactions',
    'Nullable(UInt32)',
    'Transactions of the sender in the five to ten minutes before; NULL: nothing remembered',
    'ZSTD',
  ),
  plain('sender_swaps', 'Nullable(UInt32)', 'Those of sender_transactions that swap', 'ZSTD'),
]

export const features: EventTable = {
  ...featuresOfVersion2,
  data: `${featuresOfVersion2.data}, value_native Nullable(Float64), slippage_limit Nullable(String), nonce_position Nullable(UInt64), sender_transactions Nullable(UInt32), sender_swaps Nullable(UInt32)`,
  columns: [...featuresOfVersion2.columns, ...FEATURE_COLUMNS_OF_VERSION_3],
}
