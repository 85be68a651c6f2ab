import type { Migration } from './migration.ts'
import {
  distributedTable,
  onCluster,
  type Placement,
  storageEngine,
  storedIn,
  tableSettings,
} from './placement.ts'

/** By this a cluster distributes what belongs to a node. */
const BY_NODE = 'cityHash64(node_id)'

const events = (placement: Placement): string => `
CREATE TABLE IF NOT EXISTS ${storedIn(placement, 'events')}${onCluster(placement)} (
  seq UInt64 COMMENT 'Number of the event, gapless per node from 1' CODEC(Delta, ZSTD),
  node_id LowCardinality(String) COMMENT 'The node that numbered the event',
  chain_id UInt64 COMMENT 'EIP-155 chain id' CODEC(ZSTD),
  source_id LowCardinality(String) COMMENT 'The source that observed it',
  kind LowCardinality(String) COMMENT 'Event kind, e.g. TxDecoded',
  ingest_ts_unix_us Int64 COMMENT 'When the observation entered the node, Unix microseconds' CODEC(Delta, ZSTD),
  tx_hash String COMMENT 'Lower-case 0x hex; empty where no transaction is concerned' CODEC(ZSTD),
  data String COMMENT 'The data of the event: JSON, byte for byte as in its line' CODEC(ZSTD),
  event_time DateTime64(6, 'UTC') MATERIALIZED fromUnixTimestamp64Micro(ingest_ts_unix_us, 'UTC')
    COMMENT 'ingest_ts_unix_us as a time' CODEC(Delta, ZSTD),
  score Nullable(Float64) MATERIALIZED multiIf(
      kind = 'OppDetected', JSONExtract(data, 'score', 'Nullable(Float64)'),
      kind = 'TxFeatures', JSONExtract(data, 'mev_score', 'Nullable(Float64)'),
      NULL)
    COMMENT 'score of OppDetected, mev_score of TxFeatures, else NULL' CODEC(ZSTD),
  first_sighting Bool MATERIALIZED kind = 'TxSeen' AND JSONExtractBool(data, 'first')
    COMMENT 'The first sighting of a transaction on its chain',
  member_tx_hashes Array(String) MATERIALIZED
      if(kind = 'OppDetected', JSONExtract(data, 'member_tx_hashes', 'Array(String)'), [])
    COMMENT 'Members of an opportunity' CODEC(ZSTD),
  INDEX by_tx_hash tx_hash TYPE bloom_filter(0.001) GRANULARITY 1,
  INDEX by_member member_tx_hashes TYPE bloom_filter(0.001) GRANULARITY 1
)
ENGINE = ${storageEngine(placement, 'MergeTree', 'events')}
PARTITION BY toYYYYMM(event_time)
ORDER BY (node_id, seq)
SETTINGS ${tableSettings(placement)}
COMMENT 'Every durable event, one row per line of the write-ahead log'`

const transactions = (placement: Placement): string => `
CREATE TABLE IF NOT EXISTS ${storedIn(placement, 'transactions')}${onCluster(placement)} (
  tx_hash String COMMENT 'Lower-case 0x hex' CODEC(ZSTD),
  chain_id UInt64 COMMENT 'EIP-155 chain id' CODEC(ZSTD),
  node_id LowCardinality(String) COMMENT 'The node that decoded it',
  seq UInt64 COMMENT 'Number of the TxDecoded event' CODEC(Delta, ZSTD),
  source_id LowCardinality(String) COMMENT 'The source the body was fetched from',
  event_time DateTime64(6, 'UTC') COMMENT 'Arrival of the announcing frame' CODEC(Delta, ZSTD),
  tx_type UInt32 COMMENT 'EIP-2718 type',
  sender String COMMENT 'Sender address' CODEC(ZSTD),
  nonce UInt64 CODEC(ZSTD),
  \`to\` Nullable(String) COMMENT 'Recipient; NULL = contract creation' CODEC(ZSTD),
  value_wei UInt256 CODEC(ZSTD),
  gas_limit UInt64 CODEC(ZSTD),
  gas_price_wei Nullable(UInt256) CODEC(ZSTD),
  max_fee_per_gas_wei Nullable(UInt256) CODEC(ZSTD),
  max_priority_fee_per_gas_wei Nullable(UInt256) CODEC(ZSTD),
  max_fee_per_blob_gas_wei Nullable(UInt256) CODEC(ZSTD),
  blob_count UInt32,
  authorization_count UInt32,
  access_list_len UInt32 COMMENT 'Addresses in the access list',
  input String COMMENT 'Calldata, 0x hex' CODEC(ZSTD),
  calldata_len UInt32 COMMENT 'Bytes of calldata',
  method_selector LowCardinality(Nullable(String)) COMMENT 'First four bytes of calldata',
  fetch_us UInt64 COMMENT 'From the announcing frame to the decoded body, microseconds' CODEC(ZSTD),
  INDEX by_sender sender TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX by_to ifNull(\`to\`, '') TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = ${storageEngine(placement, 'MergeTree', 'transactions')}
PARTITION BY toYYYYMM(event_time)
ORDER BY (chain_id, tx_hash, node_id, seq)
SETTINGS ${tableSettings(placement)}
COMMENT 'Bodies of transactions, one row per TxDecoded event'`

/** Names and types of `data` of TxDecoded, read in one pass. Amounts are decimal strings there. */
const DECODED = `Tuple(
  tx_type UInt32, sender String, nonce UInt64, \`to\` Nullable(String), value_wei String, gas_limit UInt64,
  gas_price_wei Nullable(String), max_fee_per_gas_wei Nullable(String),
  max_priority_fee_per_gas_wei Nullable(String), max_fee_per_blob_gas_wei Nullable(String),
  blob_count UInt32, authorization_count UInt32, access_list_len UInt32, input String, calldata_len UInt32,
  method_selector Nullable(String), fetch_us UInt64)`.replace(/\s+/g, ' ')

const selectTransactions = (placement: Placement): string => `
SELECT
  tx_hash, chain_id, node_id, seq, source_id,
  fromUnixTimestamp64Micro(ingest_ts_unix_us, 'UTC') AS event_time,
  d.tx_type AS tx_type, d.sender AS sender, d.nonce AS nonce, d.\`to\` AS \`to\`,
  toUInt256OrZero(d.value_wei) AS value_wei, d.gas_limit AS gas_limit,
  toUInt256OrNull(d.gas_price_wei) AS gas_price_wei,
  toUInt256OrNull(d.max_fee_per_gas_wei) AS max_fee_per_gas_wei,
  toUInt256OrNull(d.max_priority_fee_per_gas_wei) AS max_priority_fee_per_gas_wei,
  toUInt256OrNull(d.max_fee_per_blob_gas_wei) AS max_fee_per_blob_gas_wei,
  d.blob_count AS blob_count, d.authorization_count AS authorization_count,
  d.access_list_len AS access_list_len, d.input AS input, d.calldata_len AS calldata_len,
  d.method_selector AS method_selector, d.fetch_us AS fetch_us
FROM (SELECT *, JSONExtract(data, '${DECODED}') AS d FROM ${storedIn(placement, 'events')} WHERE kind = 'TxDecoded' )`

/** The first schema. Its `transactions` had a row for each body; version 2 took its place. */
export function version1(placement: Placement): Migration {
  const view = `CREATE MATERIALIZED VIEW IF NOT EXISTS ${placement.database}.transactions_from_events${onCluster(placement)} TO ${storedIn(placement, 'transactions')} AS ${selectTransactions(placement)}`
  return {
    version: 1,
    name: 'events and transactions',
    statements: [
      events(placement),
      ...distributedTable(placement, 'events', BY_NODE),
      transactions(placement),
      ...distributedTable(placement, 'transactions', BY_NODE),
      view,
    ],
  }
}
