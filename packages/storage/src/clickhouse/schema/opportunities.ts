import { bytes, PER_EVENT, plain, TRANSACTION_EVENT } from './columns.ts'
import type { Column, EventTable } from './event-table.ts'

const COMPONENT = 'Tuple(name String, value Float64, weight Float64, points Float64, reason String)'

/** As version 2 of the schema made it. */
export const opportunitiesOfVersion2: EventTable = {
  ...PER_EVENT,
  name: 'opportunities',
  comment: 'Opportunities with their explained scores, one row per OppDetected event',
  kinds: ['OppDetected'],
  orderBy: '(chain_id, event_time, tx_hash)',
  data: `opportunity_id String, strategy String, score Float64, protocol String, category String, member_tx_hashes Array(String), components Array(${COMPONENT}), reasons Array(String), feature_engine_version String, scorer_version String, strategy_version String`,
  columns: [
    ...TRANSACTION_EVENT,
    {
      name: 'opportunity_id',
      type: 'String',
      comment: 'The same strategy over the same members has the same id',
      from: 'unhex(substring(d.opportunity_id, 3))',
      codec: 'ZSTD',
      isHex: true,
    },
    plain('strategy', 'LowCardinality(String)', 'Strategy that found it'),
    plain('score', 'Float64', '0-100: the sum of the points of its components', 'ZSTD'),
    plain('protocol', 'LowCardinality(String)', 'Protocol of its transactions'),
    plain('category', 'LowCardinality(String)', 'Category of its transactions'),
    {
      name: 'member_tx_hashes',
      type: 'Array(FixedString(32))',
      comment: 'Hashes of its transactions',
      from: `arrayMap(hash -> ${bytes('hash', 32)}, d.member_tx_hashes)`,
      codec: 'ZSTD',
      isHex: true,
    },
    plain('components', `Array(${COMPONENT})`, 'Parts of the score: points is what each adds', 'ZSTD'),
    plain('reasons', 'Array(String)', 'The score in words', 'ZSTD'),
    plain('feature_engine_version', 'LowCardinality(String)', 'Version of the features it rests on'),
    plain('scorer_version', 'LowCardinality(String)', 'Version of the scoring'),
    plain('strategy_version', 'LowCardinality(String)', 'Version of the strategy'),
  ],
  indices: ['by_member member_tx_hashes TYPE bloom_filter(0.001) GRANULARITY 1'],
}

const simulated = (name: string, type: string, comment: string, codec?: string): Column => ({
  name: `simulation_${name}`,
  type,
  comment,
  from: `d.simulation.\`${name}\``,
  ...(codec === undefined ? {} : { codec }),
})

/** Columns that version 3 added: `NULL` where nothing was simulated. */
export const OPPORTUNITY_COLUMNS_OF_VERSION_3: readonly Column[] = [
  simulated(
    'outcome',
    'LowCardinality(Nullable(String))',
    'What simulating its transaction said: success, reverted or unknown; NULL: not simulated',
  ),
  simulated('block_number', 'Nullable(UInt64)', 'The block after which it was simulated', 'ZSTD'),
  simulated('gas_used', 'Nullable(UInt64)', 'Gas of the simulated transaction; NULL: not said', 'ZSTD'),
  simulated('reason', 'Nullable(String)', 'Why it reverts, or why that is unknown', 'ZSTD'),
]

export const opportunities: EventTable = {
  ...opportunitiesOfVersion2,
  data: `${opportunitiesOfVersion2.data}, simulation Tuple(outcome Nullable(String), block_number Nullable(UInt64), gas_used Nullable(UInt64), reason Nullable(String))`,
  columns: [...opportunitiesOfVersion2.columns, ...OPPORTUNITY_COLUMNS_OF_VERSION_3],
}
