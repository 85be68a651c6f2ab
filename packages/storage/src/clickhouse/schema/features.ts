import { BY_HASH, fixedBytesOrNull, PER_EVENT, plain, TRANSACTION_EVENT } from './columns.ts'
import type { EventTable } from './event-table.ts'

export const features: EventTable = {
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
