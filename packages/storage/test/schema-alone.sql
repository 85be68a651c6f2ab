CREATE TABLE IF NOT EXISTS mevscope.schema_migrations (
      version UInt32 COMMENT 'Step of the schema',
      name String,
      applied_at DateTime DEFAULT now()
    ) ENGINE = MergeTree ORDER BY version COMMENT 'Steps of the schema that were taken';


CREATE TABLE IF NOT EXISTS mevscope.events (
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
ENGINE = MergeTree
PARTITION BY toYYYYMM(event_time)
ORDER BY (node_id, seq)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'Every durable event, one row per line of the write-ahead log';


CREATE TABLE IF NOT EXISTS mevscope.transactions (
  tx_hash String COMMENT 'Lower-case 0x hex' CODEC(ZSTD),
  chain_id UInt64 COMMENT 'EIP-155 chain id' CODEC(ZSTD),
  node_id LowCardinality(String) COMMENT 'The node that decoded it',
  seq UInt64 COMMENT 'Number of the TxDecoded event' CODEC(Delta, ZSTD),
  source_id LowCardinality(String) COMMENT 'The source the body was fetched from',
  event_time DateTime64(6, 'UTC') COMMENT 'Arrival of the announcing frame' CODEC(Delta, ZSTD),
  tx_type UInt32 COMMENT 'EIP-2718 type',
  sender String COMMENT 'Sender address' CODEC(ZSTD),
  nonce UInt64 CODEC(ZSTD),
  `to` Nullable(String) COMMENT 'Recipient; NULL = contract creation' CODEC(ZSTD),
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
  INDEX by_to ifNull(`to`, '') TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(event_time)
ORDER BY (chain_id, tx_hash, node_id, seq)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'Bodies of transactions, one row per TxDecoded event';

CREATE MATERIALIZED VIEW IF NOT EXISTS mevscope.transactions_from_events TO mevscope.transactions AS 
SELECT
  tx_hash, chain_id, node_id, seq, source_id,
  fromUnixTimestamp64Micro(ingest_ts_unix_us, 'UTC') AS event_time,
  d.tx_type AS tx_type, d.sender AS sender, d.nonce AS nonce, d.`to` AS `to`,
  toUInt256OrZero(d.value_wei) AS value_wei, d.gas_limit AS gas_limit,
  toUInt256OrNull(d.gas_price_wei) AS gas_price_wei,
  toUInt256OrNull(d.max_fee_per_gas_wei) AS max_fee_per_gas_wei,
  toUInt256OrNull(d.max_priority_fee_per_gas_wei) AS max_priority_fee_per_gas_wei,
  toUInt256OrNull(d.max_fee_per_blob_gas_wei) AS max_fee_per_blob_gas_wei,
  d.blob_count AS blob_count, d.authorization_count AS authorization_count,
  d.access_list_len AS access_list_len, d.input AS input, d.calldata_len AS calldata_len,
  d.method_selector AS method_selector, d.fetch_us AS fetch_us
FROM (SELECT *, JSONExtract(data, 'Tuple( tx_type UInt32, sender String, nonce UInt64, `to` Nullable(String), value_wei String, gas_limit UInt64, gas_price_wei Nullable(String), max_fee_per_gas_wei Nullable(String), max_priority_fee_per_gas_wei Nullable(String), max_fee_per_blob_gas_wei Nullable(String), blob_count UInt32, authorization_count UInt32, access_list_len UInt32, input String, calldata_len UInt32, method_selector Nullable(String), fetch_us UInt64)') AS d FROM mevscope.events WHERE kind = 'TxDecoded' );

DROP VIEW IF EXISTS mevscope.transactions_from_events;

DROP TABLE IF EXISTS mevscope.transactions;

CREATE TABLE IF NOT EXISTS mevscope.transactions (
  `chain_id` UInt64 COMMENT 'EIP-155 chain id' CODEC(ZSTD),
  `tx_hash` FixedString(32) COMMENT 'Hash of the transaction' CODEC(ZSTD),
  `first_seen` SimpleAggregateFunction(min, DateTime64(6, 'UTC')) COMMENT 'Time of the first event that names it: as a rule its first sighting' CODEC(ZSTD),
  `last_seen` SimpleAggregateFunction(max, DateTime64(6, 'UTC')) COMMENT 'Time of the last event that names it; the retention counts from here' CODEC(ZSTD),
  `sources` SimpleAggregateFunction(groupUniqArrayArray, Array(String)) COMMENT 'Sources that showed it, in no order' CODEC(ZSTD),
  `is_decoded` SimpleAggregateFunction(max, UInt8) COMMENT '1 when its body is known: the fields of the body count then' CODEC(ZSTD),
  `tx_type` SimpleAggregateFunction(max, UInt32) COMMENT 'EIP-2718 type' CODEC(ZSTD),
  `sender` SimpleAggregateFunction(max, FixedString(20)) COMMENT 'Sender' CODEC(ZSTD),
  `nonce` SimpleAggregateFunction(max, UInt64) COMMENT 'Nonce of the sender' CODEC(ZSTD),
  `to` SimpleAggregateFunction(max, Nullable(FixedString(20))) COMMENT 'Recipient; NULL = contract creation' CODEC(ZSTD),
  `value_wei` SimpleAggregateFunction(max, UInt256) COMMENT 'Value' CODEC(ZSTD),
  `gas_limit` SimpleAggregateFunction(max, UInt64) COMMENT 'Gas limit' CODEC(ZSTD),
  `gas_price_wei` SimpleAggregateFunction(max, Nullable(UInt256)) COMMENT 'Gas price; NULL where the type has none' CODEC(ZSTD),
  `max_fee_per_gas_wei` SimpleAggregateFunction(max, Nullable(UInt256)) COMMENT 'Fee cap; NULL where the type has none' CODEC(ZSTD),
  `max_priority_fee_per_gas_wei` SimpleAggregateFunction(max, Nullable(UInt256)) COMMENT 'Tip cap; NULL where the type has none' CODEC(ZSTD),
  `max_fee_per_blob_gas_wei` SimpleAggregateFunction(max, Nullable(UInt256)) COMMENT 'Blob fee cap; NULL where the type has none' CODEC(ZSTD),
  `blob_count` SimpleAggregateFunction(max, UInt32) COMMENT 'Blobs' CODEC(ZSTD),
  `authorization_count` SimpleAggregateFunction(max, UInt32) COMMENT 'Authorizations (EIP-7702)' CODEC(ZSTD),
  `access_list_len` SimpleAggregateFunction(max, UInt32) COMMENT 'Addresses in the access list' CODEC(ZSTD),
  `input` SimpleAggregateFunction(max, String) COMMENT 'Calldata' CODEC(ZSTD),
  `calldata_len` SimpleAggregateFunction(max, UInt32) COMMENT 'Bytes of calldata' CODEC(ZSTD),
  `method_selector` SimpleAggregateFunction(max, Nullable(FixedString(4))) COMMENT 'First four bytes of calldata; NULL where there are none' CODEC(ZSTD),
  `fetch_us` SimpleAggregateFunction(max, UInt64) COMMENT 'From the announcing frame to the decoded body, microseconds' CODEC(ZSTD),
  `latest` SimpleAggregateFunction(max, Tuple(at DateTime64(6, 'UTC'), seq UInt64, kind String, block_number UInt64, block_hash FixedString(32), block_timestamp UInt64, inclusion_delay_ms Int64, receipt String, replaced_by FixedString(32), reason String)) COMMENT 'Its latest lifecycle event; kind is empty when there is none' CODEC(ZSTD)
)
ENGINE = AggregatingMergeTree
ORDER BY (chain_id, tx_hash)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'One row per transaction of a chain once parts are merged: read it with GROUP BY (chain_id, tx_hash), FINAL, or through transactions_hex';

CREATE MATERIALIZED VIEW IF NOT EXISTS mevscope.transactions_from_events
TO mevscope.transactions (
  `chain_id` UInt64 COMMENT 'EIP-155 chain id',
  `tx_hash` FixedString(32) COMMENT 'Hash of the transaction',
  `first_seen` SimpleAggregateFunction(min, DateTime64(6, 'UTC')) COMMENT 'Time of the first event that names it: as a rule its first sighting',
  `last_seen` SimpleAggregateFunction(max, DateTime64(6, 'UTC')) COMMENT 'Time of the last event that names it; the retention counts from here',
  `sources` SimpleAggregateFunction(groupUniqArrayArray, Array(String)) COMMENT 'Sources that showed it, in no order',
  `is_decoded` SimpleAggregateFunction(max, UInt8) COMMENT '1 when its body is known: the fields of the body count then',
  `tx_type` SimpleAggregateFunction(max, UInt32) COMMENT 'EIP-2718 type',
  `sender` SimpleAggregateFunction(max, FixedString(20)) COMMENT 'Sender',
  `nonce` SimpleAggregateFunction(max, UInt64) COMMENT 'Nonce of the sender',
  `to` SimpleAggregateFunction(max, Nullable(FixedString(20))) COMMENT 'Recipient; NULL = contract creation',
  `value_wei` SimpleAggregateFunction(max, UInt256) COMMENT 'Value',
  `gas_limit` SimpleAggregateFunction(max, UInt64) COMMENT 'Gas limit',
  `gas_price_wei` SimpleAggregateFunction(max, Nullable(UInt256)) COMMENT 'Gas price; NULL where the type has none',
  `max_fee_per_gas_wei` SimpleAggregateFunction(max, Nullable(UInt256)) COMMENT 'Fee cap; NULL where the type has none',
  `max_priority_fee_per_gas_wei` SimpleAggregateFunction(max, Nullable(UInt256)) COMMENT 'Tip cap; NULL where the type has none',
  `max_fee_per_blob_gas_wei` SimpleAggregateFunction(max, Nullable(UInt256)) COMMENT 'Blob fee cap; NULL where the type has none',
  `blob_count` SimpleAggregateFunction(max, UInt32) COMMENT 'Blobs',
  `authorization_count` SimpleAggregateFunction(max, UInt32) COMMENT 'Authorizations (EIP-7702)',
  `access_list_len` SimpleAggregateFunction(max, UInt32) COMMENT 'Addresses in the access list',
  `input` SimpleAggregateFunction(max, String) COMMENT 'Calldata',
  `calldata_len` SimpleAggregateFunction(max, UInt32) COMMENT 'Bytes of calldata',
  `method_selector` SimpleAggregateFunction(max, Nullable(FixedString(4))) COMMENT 'First four bytes of calldata; NULL where there are none',
  `fetch_us` SimpleAggregateFunction(max, UInt64) COMMENT 'From the announcing frame to the decoded body, microseconds',
  `latest` SimpleAggregateFunction(max, Tuple(at DateTime64(6, 'UTC'), seq UInt64, kind String, block_number UInt64, block_hash FixedString(32), block_timestamp UInt64, inclusion_delay_ms Int64, receipt String, replaced_by FixedString(32), reason String)) COMMENT 'Its latest lifecycle event; kind is empty when there is none'
)
AS WITH
  JSONExtract(data, 'Tuple(tx_type UInt32, sender String, nonce UInt64, `to` Nullable(String), value_wei UInt256, gas_limit UInt64, gas_price_wei Nullable(UInt256), max_fee_per_gas_wei Nullable(UInt256), max_priority_fee_per_gas_wei Nullable(UInt256), max_fee_per_blob_gas_wei Nullable(UInt256), blob_count UInt32, authorization_count UInt32, access_list_len UInt32, input String, calldata_len UInt32, method_selector Nullable(String), fetch_us UInt64, block_number UInt64, block_hash String, block_timestamp UInt64, inclusion_delay_ms Int64, status String, replaced_by String, reason String)') AS d,
  fromUnixTimestamp64Micro(ingest_ts_unix_us, 'UTC') AS at
SELECT
  chain_id AS `chain_id`,
  toFixedString(unhex(substring(e.tx_hash, 3, 64)), 32) AS `tx_hash`,
  at AS `first_seen`,
  at AS `last_seen`,
  if(kind = 'TxSeen', [source_id], []) AS `sources`,
  kind = 'TxDecoded' AS `is_decoded`,
  d.`tx_type` AS `tx_type`,
  toFixedString(unhex(substring(d.`sender`, 3, 40)), 20) AS `sender`,
  d.`nonce` AS `nonce`,
  toFixedString(unhex(substring(d.`to`, 3, 40)), 20) AS `to`,
  d.`value_wei` AS `value_wei`,
  d.`gas_limit` AS `gas_limit`,
  d.`gas_price_wei` AS `gas_price_wei`,
  d.`max_fee_per_gas_wei` AS `max_fee_per_gas_wei`,
  d.`max_priority_fee_per_gas_wei` AS `max_priority_fee_per_gas_wei`,
  d.`max_fee_per_blob_gas_wei` AS `max_fee_per_blob_gas_wei`,
  d.`blob_count` AS `blob_count`,
  d.`authorization_count` AS `authorization_count`,
  d.`access_list_len` AS `access_list_len`,
  unhex(substring(d.input, 3)) AS `input`,
  d.`calldata_len` AS `calldata_len`,
  toFixedString(unhex(substring(d.method_selector, 3, 8)), 4) AS `method_selector`,
  d.`fetch_us` AS `fetch_us`,
  if(kind IN ('TxSeen', 'TxDecoded'), defaultValueOfTypeName('Tuple(at DateTime64(6, \'UTC\'), seq UInt64, kind String, block_number UInt64, block_hash FixedString(32), block_timestamp UInt64, inclusion_delay_ms Int64, receipt String, replaced_by FixedString(32), reason String)'), (at, seq, kind, d.block_number, toFixedString(unhex(substring(d.block_hash, 3, 64)), 32), d.block_timestamp, d.inclusion_delay_ms, d.status, toFixedString(unhex(substring(d.replaced_by, 3, 64)), 32), d.reason)) AS `latest`
FROM mevscope.events AS e
WHERE kind IN ('TxSeen', 'TxDecoded', 'TxReady', 'TxBlocked', 'TxReplaced', 'TxDropped', 'TxRejected', 'TxConfirmedProvisional', 'TxConfirmedFinal', 'TxReorged') AND length(e.tx_hash) = 66
COMMENT 'Rows of transactions out of new events';

CREATE TABLE IF NOT EXISTS mevscope.sightings (
  `seq` UInt64 COMMENT 'Number of the event, gapless per node from 1' CODEC(Delta, ZSTD),
  `node_id` LowCardinality(String) COMMENT 'The node that numbered the event',
  `chain_id` UInt64 COMMENT 'EIP-155 chain id' CODEC(ZSTD),
  `source_id` LowCardinality(String) COMMENT 'The source that observed it',
  `event_time` DateTime64(6, 'UTC') COMMENT 'When the observation entered the node' CODEC(Delta, ZSTD),
  `tx_hash` FixedString(32) COMMENT 'Hash of the transaction' CODEC(ZSTD),
  `first` Bool COMMENT 'This source was the first of its chain to show it',
  `reannounced` Bool COMMENT 'The hash was known and settled before',
  `backfill` Bool COMMENT 'Read from the standing pool, not announced live',
  INDEX by_tx_hash tx_hash TYPE bloom_filter(0.001) GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(event_time)
ORDER BY (chain_id, event_time, tx_hash)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'Every sighting of a transaction by a source, one row per TxSeen event';

CREATE MATERIALIZED VIEW IF NOT EXISTS mevscope.sightings_from_events
TO mevscope.sightings (
  `seq` UInt64 COMMENT 'Number of the event, gapless per node from 1',
  `node_id` LowCardinality(String) COMMENT 'The node that numbered the event',
  `chain_id` UInt64 COMMENT 'EIP-155 chain id',
  `source_id` LowCardinality(String) COMMENT 'The source that observed it',
  `event_time` DateTime64(6, 'UTC') COMMENT 'When the observation entered the node',
  `tx_hash` FixedString(32) COMMENT 'Hash of the transaction',
  `first` Bool COMMENT 'This source was the first of its chain to show it',
  `reannounced` Bool COMMENT 'The hash was known and settled before',
  `backfill` Bool COMMENT 'Read from the standing pool, not announced live'
)
AS WITH
  JSONExtract(data, 'Tuple(first Bool, reannounced Bool, backfill Bool)') AS d,
  fromUnixTimestamp64Micro(ingest_ts_unix_us, 'UTC') AS at
SELECT
  seq AS `seq`,
  node_id AS `node_id`,
  chain_id AS `chain_id`,
  source_id AS `source_id`,
  at AS `event_time`,
  toFixedString(unhex(substring(e.tx_hash, 3, 64)), 32) AS `tx_hash`,
  d.`first` AS `first`,
  d.`reannounced` AS `reannounced`,
  d.`backfill` AS `backfill`
FROM mevscope.events AS e
WHERE kind IN ('TxSeen')
COMMENT 'Rows of sightings out of new events';

CREATE TABLE IF NOT EXISTS mevscope.features (
  `seq` UInt64 COMMENT 'Number of the event, gapless per node from 1' CODEC(Delta, ZSTD),
  `node_id` LowCardinality(String) COMMENT 'The node that numbered the event',
  `chain_id` UInt64 COMMENT 'EIP-155 chain id' CODEC(ZSTD),
  `source_id` LowCardinality(String) COMMENT 'The source that observed it',
  `event_time` DateTime64(6, 'UTC') COMMENT 'When the observation entered the node' CODEC(Delta, ZSTD),
  `tx_hash` FixedString(32) COMMENT 'Hash of the transaction' CODEC(ZSTD),
  `protocol` LowCardinality(String) COMMENT 'Protocol it calls',
  `category` LowCardinality(String) COMMENT 'What it does as a whole, e.g. swap',
  `mev_score` Float64 COMMENT '0-100: how much of interest to a searcher' CODEC(ZSTD),
  `urgency_score` Float64 COMMENT '0-100: how soon it is likely to be mined' CODEC(ZSTD),
  `method_selector` Nullable(FixedString(4)) COMMENT 'First four bytes of calldata; NULL where there are none' CODEC(ZSTD),
  `swaps` String COMMENT 'Swaps found in calldata: a JSON array as in the event' CODEC(ZSTD),
  `feature_engine_version` LowCardinality(String) COMMENT 'Version of the code that found this',
  INDEX by_tx_hash tx_hash TYPE bloom_filter(0.001) GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(event_time)
ORDER BY (chain_id, event_time, tx_hash)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'What a transaction does, one row per TxFeatures event';

CREATE MATERIALIZED VIEW IF NOT EXISTS mevscope.features_from_events
TO mevscope.features (
  `seq` UInt64 COMMENT 'Number of the event, gapless per node from 1',
  `node_id` LowCardinality(String) COMMENT 'The node that numbered the event',
  `chain_id` UInt64 COMMENT 'EIP-155 chain id',
  `source_id` LowCardinality(String) COMMENT 'The source that observed it',
  `event_time` DateTime64(6, 'UTC') COMMENT 'When the observation entered the node',
  `tx_hash` FixedString(32) COMMENT 'Hash of the transaction',
  `protocol` LowCardinality(String) COMMENT 'Protocol it calls',
  `category` LowCardinality(String) COMMENT 'What it does as a whole, e.g. swap',
  `mev_score` Float64 COMMENT '0-100: how much of interest to a searcher',
  `urgency_score` Float64 COMMENT '0-100: how soon it is likely to be mined',
  `method_selector` Nullable(FixedString(4)) COMMENT 'First four bytes of calldata; NULL where there are none',
  `swaps` String COMMENT 'Swaps found in calldata: a JSON array as in the event',
  `feature_engine_version` LowCardinality(String) COMMENT 'Version of the code that found this'
)
AS WITH
  JSONExtract(data, 'Tuple(protocol String, category String, mev_score Float64, urgency_score Float64, method_selector Nullable(String), swaps String, feature_engine_version String)') AS d,
  fromUnixTimestamp64Micro(ingest_ts_unix_us, 'UTC') AS at
SELECT
  seq AS `seq`,
  node_id AS `node_id`,
  chain_id AS `chain_id`,
  source_id AS `source_id`,
  at AS `event_time`,
  toFixedString(unhex(substring(e.tx_hash, 3, 64)), 32) AS `tx_hash`,
  d.`protocol` AS `protocol`,
  d.`category` AS `category`,
  d.`mev_score` AS `mev_score`,
  d.`urgency_score` AS `urgency_score`,
  toFixedString(unhex(substring(d.`method_selector`, 3, 8)), 4) AS `method_selector`,
  d.`swaps` AS `swaps`,
  d.`feature_engine_version` AS `feature_engine_version`
FROM mevscope.events AS e
WHERE kind IN ('TxFeatures')
COMMENT 'Rows of features out of new events';

CREATE TABLE IF NOT EXISTS mevscope.opportunities (
  `seq` UInt64 COMMENT 'Number of the event, gapless per node from 1' CODEC(Delta, ZSTD),
  `node_id` LowCardinality(String) COMMENT 'The node that numbered the event',
  `chain_id` UInt64 COMMENT 'EIP-155 chain id' CODEC(ZSTD),
  `source_id` LowCardinality(String) COMMENT 'The source that observed it',
  `event_time` DateTime64(6, 'UTC') COMMENT 'When the observation entered the node' CODEC(Delta, ZSTD),
  `tx_hash` FixedString(32) COMMENT 'Hash of the transaction' CODEC(ZSTD),
  `opportunity_id` String COMMENT 'The same strategy over the same members has the same id' CODEC(ZSTD),
  `strategy` LowCardinality(String) COMMENT 'Strategy that found it',
  `score` Float64 COMMENT '0-100: the sum of the points of its components' CODEC(ZSTD),
  `protocol` LowCardinality(String) COMMENT 'Protocol of its transactions',
  `category` LowCardinality(String) COMMENT 'Category of its transactions',
  `member_tx_hashes` Array(FixedString(32)) COMMENT 'Hashes of its transactions' CODEC(ZSTD),
  `components` Array(Tuple(name String, value Float64, weight Float64, points Float64, reason String)) COMMENT 'Parts of the score: points is what each adds' CODEC(ZSTD),
  `reasons` Array(String) COMMENT 'The score in words' CODEC(ZSTD),
  `feature_engine_version` LowCardinality(String) COMMENT 'Version of the features it rests on',
  `scorer_version` LowCardinality(String) COMMENT 'Version of the scoring',
  `strategy_version` LowCardinality(String) COMMENT 'Version of the strategy',
  INDEX by_member member_tx_hashes TYPE bloom_filter(0.001) GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(event_time)
ORDER BY (chain_id, event_time, tx_hash)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'Opportunities with their explained scores, one row per OppDetected event';

CREATE MATERIALIZED VIEW IF NOT EXISTS mevscope.opportunities_from_events
TO mevscope.opportunities (
  `seq` UInt64 COMMENT 'Number of the event, gapless per node from 1',
  `node_id` LowCardinality(String) COMMENT 'The node that numbered the event',
  `chain_id` UInt64 COMMENT 'EIP-155 chain id',
  `source_id` LowCardinality(String) COMMENT 'The source that observed it',
  `event_time` DateTime64(6, 'UTC') COMMENT 'When the observation entered the node',
  `tx_hash` FixedString(32) COMMENT 'Hash of the transaction',
  `opportunity_id` String COMMENT 'The same strategy over the same members has the same id',
  `strategy` LowCardinality(String) COMMENT 'Strategy that found it',
  `score` Float64 COMMENT '0-100: the sum of the points of its components',
  `protocol` LowCardinality(String) COMMENT 'Protocol of its transactions',
  `category` LowCardinality(String) COMMENT 'Category of its transactions',
  `member_tx_hashes` Array(FixedString(32)) COMMENT 'Hashes of its transactions',
  `components` Array(Tuple(name String, value Float64, weight Float64, points Float64, reason String)) COMMENT 'Parts of the score: points is what each adds',
  `reasons` Array(String) COMMENT 'The score in words',
  `feature_engine_version` LowCardinality(String) COMMENT 'Version of the features it rests on',
  `scorer_version` LowCardinality(String) COMMENT 'Version of the scoring',
  `strategy_version` LowCardinality(String) COMMENT 'Version of the strategy'
)
AS WITH
  JSONExtract(data, 'Tuple(opportunity_id String, strategy String, score Float64, protocol String, category String, member_tx_hashes Array(String), components Array(Tuple(name String, value Float64, weight Float64, points Float64, reason String)), reasons Array(String), feature_engine_version String, scorer_version String, strategy_version String)') AS d,
  fromUnixTimestamp64Micro(ingest_ts_unix_us, 'UTC') AS at
SELECT
  seq AS `seq`,
  node_id AS `node_id`,
  chain_id AS `chain_id`,
  source_id AS `source_id`,
  at AS `event_time`,
  toFixedString(unhex(substring(e.tx_hash, 3, 64)), 32) AS `tx_hash`,
  unhex(substring(d.opportunity_id, 3)) AS `opportunity_id`,
  d.`strategy` AS `strategy`,
  d.`score` AS `score`,
  d.`protocol` AS `protocol`,
  d.`category` AS `category`,
  arrayMap(hash -> toFixedString(unhex(substring(hash, 3, 64)), 32), d.member_tx_hashes) AS `member_tx_hashes`,
  d.`components` AS `components`,
  d.`reasons` AS `reasons`,
  d.`feature_engine_version` AS `feature_engine_version`,
  d.`scorer_version` AS `scorer_version`,
  d.`strategy_version` AS `strategy_version`
FROM mevscope.events AS e
WHERE kind IN ('OppDetected')
COMMENT 'Rows of opportunities out of new events';

CREATE TABLE IF NOT EXISTS mevscope.lifecycle (
  `seq` UInt64 COMMENT 'Number of the event, gapless per node from 1' CODEC(Delta, ZSTD),
  `node_id` LowCardinality(String) COMMENT 'The node that numbered the event',
  `chain_id` UInt64 COMMENT 'EIP-155 chain id' CODEC(ZSTD),
  `source_id` LowCardinality(String) COMMENT 'The source that observed it',
  `event_time` DateTime64(6, 'UTC') COMMENT 'When the observation entered the node' CODEC(Delta, ZSTD),
  `tx_hash` FixedString(32) COMMENT 'Hash of the transaction' CODEC(ZSTD),
  `kind` LowCardinality(String) COMMENT 'Event kind, e.g. TxConfirmedFinal',
  `sender` Nullable(FixedString(20)) COMMENT 'Sender (TxReady, TxBlocked)' CODEC(ZSTD),
  `nonce` Nullable(UInt64) COMMENT 'Nonce (TxReady, TxBlocked)' CODEC(ZSTD),
  `expected_nonce` Nullable(UInt64) COMMENT 'First missing nonce of the sender (TxBlocked)' CODEC(ZSTD),
  `replaced_by` Nullable(FixedString(32)) COMMENT 'Hash of the transaction in its place (TxReplaced)' CODEC(ZSTD),
  `bump_bps` Nullable(Int64) COMMENT 'By how much that one offers more, basis points (TxReplaced)' CODEC(ZSTD),
  `reason` LowCardinality(String) COMMENT 'Why it went no further (TxDropped, TxRejected)',
  `note` String COMMENT 'What was wrong with its body (TxRejected)' CODEC(ZSTD),
  `block_number` Nullable(UInt64) COMMENT 'Its block (TxConfirmed*)' CODEC(ZSTD),
  `block_hash` Nullable(FixedString(32)) COMMENT 'Hash of its block (TxConfirmed*)' CODEC(ZSTD),
  `block_timestamp` Nullable(UInt64) COMMENT 'Time of its block, Unix seconds (TxConfirmed*)' CODEC(ZSTD),
  `inclusion_delay_ms` Nullable(Int64) COMMENT 'First sighting to block_timestamp (TxConfirmed*)' CODEC(ZSTD),
  `status` LowCardinality(String) COMMENT 'success, reverted or unknown (TxConfirmed*)',
  `old_block_hash` Nullable(FixedString(32)) COMMENT 'The block that is no longer in the chain (TxReorged)' CODEC(ZSTD),
  `new_block_hash` Nullable(FixedString(32)) COMMENT 'The block in its place (TxReorged)' CODEC(ZSTD),
  INDEX by_tx_hash tx_hash TYPE bloom_filter(0.001) GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(event_time)
ORDER BY (chain_id, event_time, tx_hash)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'What became of transactions, one row per event that tells it; fields of other kinds are NULL or empty';

CREATE MATERIALIZED VIEW IF NOT EXISTS mevscope.lifecycle_from_events
TO mevscope.lifecycle (
  `seq` UInt64 COMMENT 'Number of the event, gapless per node from 1',
  `node_id` LowCardinality(String) COMMENT 'The node that numbered the event',
  `chain_id` UInt64 COMMENT 'EIP-155 chain id',
  `source_id` LowCardinality(String) COMMENT 'The source that observed it',
  `event_time` DateTime64(6, 'UTC') COMMENT 'When the observation entered the node',
  `tx_hash` FixedString(32) COMMENT 'Hash of the transaction',
  `kind` LowCardinality(String) COMMENT 'Event kind, e.g. TxConfirmedFinal',
  `sender` Nullable(FixedString(20)) COMMENT 'Sender (TxReady, TxBlocked)',
  `nonce` Nullable(UInt64) COMMENT 'Nonce (TxReady, TxBlocked)',
  `expected_nonce` Nullable(UInt64) COMMENT 'First missing nonce of the sender (TxBlocked)',
  `replaced_by` Nullable(FixedString(32)) COMMENT 'Hash of the transaction in its place (TxReplaced)',
  `bump_bps` Nullable(Int64) COMMENT 'By how much that one offers more, basis points (TxReplaced)',
  `reason` LowCardinality(String) COMMENT 'Why it went no further (TxDropped, TxRejected)',
  `note` String COMMENT 'What was wrong with its body (TxRejected)',
  `block_number` Nullable(UInt64) COMMENT 'Its block (TxConfirmed*)',
  `block_hash` Nullable(FixedString(32)) COMMENT 'Hash of its block (TxConfirmed*)',
  `block_timestamp` Nullable(UInt64) COMMENT 'Time of its block, Unix seconds (TxConfirmed*)',
  `inclusion_delay_ms` Nullable(Int64) COMMENT 'First sighting to block_timestamp (TxConfirmed*)',
  `status` LowCardinality(String) COMMENT 'success, reverted or unknown (TxConfirmed*)',
  `old_block_hash` Nullable(FixedString(32)) COMMENT 'The block that is no longer in the chain (TxReorged)',
  `new_block_hash` Nullable(FixedString(32)) COMMENT 'The block in its place (TxReorged)'
)
AS WITH
  JSONExtract(data, 'Tuple(sender Nullable(String), nonce Nullable(UInt64), expected_nonce Nullable(UInt64), replaced_by Nullable(String), bump_bps Nullable(Int64), reason String, note String, block_number Nullable(UInt64), block_hash Nullable(String), block_timestamp Nullable(UInt64), inclusion_delay_ms Nullable(Int64), status String, old_block_hash Nullable(String), new_block_hash Nullable(String))') AS d,
  fromUnixTimestamp64Micro(ingest_ts_unix_us, 'UTC') AS at
SELECT
  seq AS `seq`,
  node_id AS `node_id`,
  chain_id AS `chain_id`,
  source_id AS `source_id`,
  at AS `event_time`,
  toFixedString(unhex(substring(e.tx_hash, 3, 64)), 32) AS `tx_hash`,
  kind AS `kind`,
  toFixedString(unhex(substring(d.`sender`, 3, 40)), 20) AS `sender`,
  d.`nonce` AS `nonce`,
  d.`expected_nonce` AS `expected_nonce`,
  toFixedString(unhex(substring(d.`replaced_by`, 3, 64)), 32) AS `replaced_by`,
  d.`bump_bps` AS `bump_bps`,
  d.`reason` AS `reason`,
  d.`note` AS `note`,
  d.`block_number` AS `block_number`,
  toFixedString(unhex(substring(d.`block_hash`, 3, 64)), 32) AS `block_hash`,
  d.`block_timestamp` AS `block_timestamp`,
  d.`inclusion_delay_ms` AS `inclusion_delay_ms`,
  d.`status` AS `status`,
  toFixedString(unhex(substring(d.`old_block_hash`, 3, 64)), 32) AS `old_block_hash`,
  toFixedString(unhex(substring(d.`new_block_hash`, 3, 64)), 32) AS `new_block_hash`
FROM mevscope.events AS e
WHERE kind IN ('TxReady', 'TxBlocked', 'TxReplaced', 'TxDropped', 'TxRejected', 'TxConfirmedProvisional', 'TxConfirmedFinal', 'TxReorged')
COMMENT 'Rows of lifecycle out of new events';

CREATE TABLE IF NOT EXISTS mevscope.blocks (
  `seq` UInt64 COMMENT 'Number of the event, gapless per node from 1' CODEC(Delta, ZSTD),
  `node_id` LowCardinality(String) COMMENT 'The node that numbered the event',
  `chain_id` UInt64 COMMENT 'EIP-155 chain id' CODEC(ZSTD),
  `source_id` LowCardinality(String) COMMENT 'The source that observed it',
  `event_time` DateTime64(6, 'UTC') COMMENT 'When the observation entered the node' CODEC(Delta, ZSTD),
  `number` UInt64 COMMENT 'Number of the block' CODEC(Delta, ZSTD),
  `hash` FixedString(32) COMMENT 'Hash of the block' CODEC(ZSTD),
  `parent_hash` FixedString(32) COMMENT 'Hash of the block before' CODEC(ZSTD),
  `timestamp` UInt64 COMMENT 'Time of the block, Unix seconds' CODEC(Delta, ZSTD),
  `tx_count` Nullable(UInt32) COMMENT 'Transactions in it; NULL where it could not be read' CODEC(ZSTD),
  `base_fee_wei` Nullable(UInt256) COMMENT 'Base fee per gas; NULL before EIP-1559' CODEC(ZSTD)
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(event_time)
ORDER BY (chain_id, number, event_time)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'Blocks of the chain that is followed, one row per BlockSeen event';

CREATE MATERIALIZED VIEW IF NOT EXISTS mevscope.blocks_from_events
TO mevscope.blocks (
  `seq` UInt64 COMMENT 'Number of the event, gapless per node from 1',
  `node_id` LowCardinality(String) COMMENT 'The node that numbered the event',
  `chain_id` UInt64 COMMENT 'EIP-155 chain id',
  `source_id` LowCardinality(String) COMMENT 'The source that observed it',
  `event_time` DateTime64(6, 'UTC') COMMENT 'When the observation entered the node',
  `number` UInt64 COMMENT 'Number of the block',
  `hash` FixedString(32) COMMENT 'Hash of the block',
  `parent_hash` FixedString(32) COMMENT 'Hash of the block before',
  `timestamp` UInt64 COMMENT 'Time of the block, Unix seconds',
  `tx_count` Nullable(UInt32) COMMENT 'Transactions in it; NULL where it could not be read',
  `base_fee_wei` Nullable(UInt256) COMMENT 'Base fee per gas; NULL before EIP-1559'
)
AS WITH
  JSONExtract(data, 'Tuple(number UInt64, hash String, parent_hash String, timestamp UInt64, tx_count Nullable(UInt32), base_fee_wei Nullable(UInt256))') AS d,
  fromUnixTimestamp64Micro(ingest_ts_unix_us, 'UTC') AS at
SELECT
  seq AS `seq`,
  node_id AS `node_id`,
  chain_id AS `chain_id`,
  source_id AS `source_id`,
  at AS `event_time`,
  d.`number` AS `number`,
  toFixedString(unhex(substring(d.`hash`, 3, 64)), 32) AS `hash`,
  toFixedString(unhex(substring(d.`parent_hash`, 3, 64)), 32) AS `parent_hash`,
  d.`timestamp` AS `timestamp`,
  d.`tx_count` AS `tx_count`,
  d.`base_fee_wei` AS `base_fee_wei`
FROM mevscope.events AS e
WHERE kind IN ('BlockSeen')
COMMENT 'Rows of blocks out of new events';

CREATE TABLE IF NOT EXISTS mevscope.gaps (
  `seq` UInt64 COMMENT 'Number of the event, gapless per node from 1' CODEC(Delta, ZSTD),
  `node_id` LowCardinality(String) COMMENT 'The node that numbered the event',
  `chain_id` UInt64 COMMENT 'EIP-155 chain id' CODEC(ZSTD),
  `source_id` LowCardinality(String) COMMENT 'The source that observed it',
  `event_time` DateTime64(6, 'UTC') COMMENT 'When the observation entered the node' CODEC(Delta, ZSTD),
  `kind` LowCardinality(String) COMMENT 'GapOpened or GapClosed',
  `gap_id` String COMMENT 'Id of the gap' CODEC(ZSTD),
  `cause` LowCardinality(String) COMMENT 'Why nothing was seen, e.g. disconnect',
  `from_us` Int64 COMMENT 'When data stopped, Unix microseconds' CODEC(ZSTD),
  `to_us` Nullable(Int64) COMMENT 'When it came again; NULL while the gap is open' CODEC(ZSTD),
  `backfilled` UInt64 COMMENT 'Transactions read from the standing pool to fill the gap' CODEC(ZSTD)
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(event_time)
ORDER BY (chain_id, gap_id, event_time, seq)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'Intervals in which a source could not be seen, one row per GapOpened and GapClosed event; gaps_hex has a row per gap';

CREATE MATERIALIZED VIEW IF NOT EXISTS mevscope.gaps_from_events
TO mevscope.gaps (
  `seq` UInt64 COMMENT 'Number of the event, gapless per node from 1',
  `node_id` LowCardinality(String) COMMENT 'The node that numbered the event',
  `chain_id` UInt64 COMMENT 'EIP-155 chain id',
  `source_id` LowCardinality(String) COMMENT 'The source that observed it',
  `event_time` DateTime64(6, 'UTC') COMMENT 'When the observation entered the node',
  `kind` LowCardinality(String) COMMENT 'GapOpened or GapClosed',
  `gap_id` String COMMENT 'Id of the gap',
  `cause` LowCardinality(String) COMMENT 'Why nothing was seen, e.g. disconnect',
  `from_us` Int64 COMMENT 'When data stopped, Unix microseconds',
  `to_us` Nullable(Int64) COMMENT 'When it came again; NULL while the gap is open',
  `backfilled` UInt64 COMMENT 'Transactions read from the standing pool to fill the gap'
)
AS WITH
  JSONExtract(data, 'Tuple(gap_id String, cause String, from_us Int64, to_us Nullable(Int64), backfilled UInt64)') AS d,
  fromUnixTimestamp64Micro(ingest_ts_unix_us, 'UTC') AS at
SELECT
  seq AS `seq`,
  node_id AS `node_id`,
  chain_id AS `chain_id`,
  source_id AS `source_id`,
  at AS `event_time`,
  kind AS `kind`,
  d.`gap_id` AS `gap_id`,
  d.`cause` AS `cause`,
  d.`from_us` AS `from_us`,
  d.`to_us` AS `to_us`,
  d.`backfilled` AS `backfilled`
FROM mevscope.events AS e
WHERE kind IN ('GapOpened', 'GapClosed')
COMMENT 'Rows of gaps out of new events';

CREATE VIEW IF NOT EXISTS mevscope.transactions_hex (
  `chain_id` UInt64 COMMENT 'EIP-155 chain id',
  `tx_hash` String COMMENT 'Hash of the transaction',
  `first_seen` DateTime64(6, 'UTC') COMMENT 'Time of the first event that names it: as a rule its first sighting',
  `last_seen` DateTime64(6, 'UTC') COMMENT 'Time of the last event that names it; the retention counts from here',
  `sources` Array(String) COMMENT 'Sources that showed it, in no order',
  `is_decoded` Bool COMMENT 'Its body is known',
  `tx_type` Nullable(UInt32) COMMENT 'EIP-2718 type',
  `sender` Nullable(String) COMMENT 'Sender',
  `nonce` Nullable(UInt64) COMMENT 'Nonce of the sender',
  `to` Nullable(String) COMMENT 'Recipient; NULL = contract creation',
  `value_wei` Nullable(UInt256) COMMENT 'Value',
  `gas_limit` Nullable(UInt64) COMMENT 'Gas limit',
  `gas_price_wei` Nullable(UInt256) COMMENT 'Gas price; NULL where the type has none',
  `max_fee_per_gas_wei` Nullable(UInt256) COMMENT 'Fee cap; NULL where the type has none',
  `max_priority_fee_per_gas_wei` Nullable(UInt256) COMMENT 'Tip cap; NULL where the type has none',
  `max_fee_per_blob_gas_wei` Nullable(UInt256) COMMENT 'Blob fee cap; NULL where the type has none',
  `blob_count` Nullable(UInt32) COMMENT 'Blobs',
  `authorization_count` Nullable(UInt32) COMMENT 'Authorizations (EIP-7702)',
  `access_list_len` Nullable(UInt32) COMMENT 'Addresses in the access list',
  `input` Nullable(String) COMMENT 'Calldata',
  `calldata_len` Nullable(UInt32) COMMENT 'Bytes of calldata',
  `method_selector` Nullable(String) COMMENT 'First four bytes of calldata; NULL where there are none',
  `fetch_us` Nullable(UInt64) COMMENT 'From the announcing frame to the decoded body, microseconds',
  `status` String COMMENT 'announced, pending, ready, blocked, replaced, dropped, rejected, confirmed or final, by its latest lifecycle event',
  `latest_kind` String COMMENT 'Its latest lifecycle event: its kind; empty when there is none',
  `block_number` Nullable(UInt64) COMMENT 'Its block; NULL unless confirmed',
  `block_hash` Nullable(String) COMMENT 'Hash of its block',
  `block_timestamp` Nullable(UInt64) COMMENT 'Time of its block, Unix seconds',
  `inclusion_delay_ms` Nullable(Int64) COMMENT 'First sighting to block_timestamp, milliseconds',
  `receipt_status` Nullable(String) COMMENT 'success, reverted or unknown',
  `replaced_by` Nullable(String) COMMENT 'Hash of the one in its place',
  `reason` Nullable(String) COMMENT 'Why it was dropped or rejected'
)
AS SELECT
  t.chain_id AS `chain_id`,
  concat('0x', lower(hex(t.tx_hash))) AS `tx_hash`,
  min(t.`first_seen`) AS `first_seen`,
  max(t.`last_seen`) AS `last_seen`,
  arraySort(groupUniqArrayArray(t.`sources`)) AS `sources`,
  toBool(max(t.`is_decoded`)) AS `is_decoded`,
  if(max(t.is_decoded) = 1, max(t.`tx_type`), NULL) AS `tx_type`,
  if(max(t.is_decoded) = 1, concat('0x', lower(hex(max(t.`sender`)))), NULL) AS `sender`,
  if(max(t.is_decoded) = 1, max(t.`nonce`), NULL) AS `nonce`,
  if(max(t.is_decoded) = 1, concat('0x', lower(hex(max(t.`to`)))), NULL) AS `to`,
  if(max(t.is_decoded) = 1, max(t.`value_wei`), NULL) AS `value_wei`,
  if(max(t.is_decoded) = 1, max(t.`gas_limit`), NULL) AS `gas_limit`,
  if(max(t.is_decoded) = 1, max(t.`gas_price_wei`), NULL) AS `gas_price_wei`,
  if(max(t.is_decoded) = 1, max(t.`max_fee_per_gas_wei`), NULL) AS `max_fee_per_gas_wei`,
  if(max(t.is_decoded) = 1, max(t.`max_priority_fee_per_gas_wei`), NULL) AS `max_priority_fee_per_gas_wei`,
  if(max(t.is_decoded) = 1, max(t.`max_fee_per_blob_gas_wei`), NULL) AS `max_fee_per_blob_gas_wei`,
  if(max(t.is_decoded) = 1, max(t.`blob_count`), NULL) AS `blob_count`,
  if(max(t.is_decoded) = 1, max(t.`authorization_count`), NULL) AS `authorization_count`,
  if(max(t.is_decoded) = 1, max(t.`access_list_len`), NULL) AS `access_list_len`,
  if(max(t.is_decoded) = 1, concat('0x', lower(hex(max(t.`input`)))), NULL) AS `input`,
  if(max(t.is_decoded) = 1, max(t.`calldata_len`), NULL) AS `calldata_len`,
  if(max(t.is_decoded) = 1, concat('0x', lower(hex(max(t.`method_selector`)))), NULL) AS `method_selector`,
  if(max(t.is_decoded) = 1, max(t.`fetch_us`), NULL) AS `fetch_us`,
  multiIf(max(t.latest).kind = 'TxReady', 'ready', max(t.latest).kind = 'TxBlocked', 'blocked', max(t.latest).kind = 'TxReplaced', 'replaced', max(t.latest).kind = 'TxDropped', 'dropped', max(t.latest).kind = 'TxRejected', 'rejected', max(t.latest).kind = 'TxConfirmedProvisional', 'confirmed', max(t.latest).kind = 'TxConfirmedFinal', 'final', max(t.is_decoded) = 1, 'pending', 'announced') AS `status`,
  max(t.latest).kind AS `latest_kind`,
  if(max(t.latest).kind IN ('TxConfirmedProvisional', 'TxConfirmedFinal'), max(t.latest).block_number, NULL) AS `block_number`,
  if(max(t.latest).kind IN ('TxConfirmedProvisional', 'TxConfirmedFinal'), concat('0x', lower(hex(max(t.latest).block_hash))), NULL) AS `block_hash`,
  if(max(t.latest).kind IN ('TxConfirmedProvisional', 'TxConfirmedFinal'), max(t.latest).block_timestamp, NULL) AS `block_timestamp`,
  if(max(t.latest).kind IN ('TxConfirmedProvisional', 'TxConfirmedFinal'), max(t.latest).inclusion_delay_ms, NULL) AS `inclusion_delay_ms`,
  if(max(t.latest).kind IN ('TxConfirmedProvisional', 'TxConfirmedFinal'), max(t.latest).receipt, NULL) AS `receipt_status`,
  if(max(t.latest).kind IN ('TxReplaced'), concat('0x', lower(hex(max(t.latest).replaced_by))), NULL) AS `replaced_by`,
  if(max(t.latest).kind IN ('TxDropped', 'TxRejected'), max(t.latest).reason, NULL) AS `reason`
FROM mevscope.transactions AS t GROUP BY t.chain_id, t.tx_hash
COMMENT 'One row per transaction of a chain; bytes as 0x text';

CREATE VIEW IF NOT EXISTS mevscope.gaps_hex (
  `seq` UInt64 COMMENT 'Number of the event, gapless per node from 1',
  `node_id` LowCardinality(String) COMMENT 'The node that numbered the event',
  `chain_id` UInt64 COMMENT 'EIP-155 chain id',
  `source_id` LowCardinality(String) COMMENT 'The source that observed it',
  `event_time` DateTime64(6, 'UTC') COMMENT 'When the observation entered the node',
  `kind` LowCardinality(String) COMMENT 'GapOpened or GapClosed',
  `gap_id` String COMMENT 'Id of the gap',
  `cause` LowCardinality(String) COMMENT 'Why nothing was seen, e.g. disconnect',
  `from_us` Int64 COMMENT 'When data stopped, Unix microseconds',
  `to_us` Nullable(Int64) COMMENT 'When it came again; NULL while the gap is open',
  `backfilled` UInt64 COMMENT 'Transactions read from the standing pool to fill the gap'
)
AS SELECT
  argMax(tuple(t.`seq`), (t.event_time, t.seq)).1 AS `seq`,
  argMax(tuple(t.`node_id`), (t.event_time, t.seq)).1 AS `node_id`,
  t.`chain_id` AS `chain_id`,
  t.`source_id` AS `source_id`,
  argMax(tuple(t.`event_time`), (t.event_time, t.seq)).1 AS `event_time`,
  argMax(tuple(t.`kind`), (t.event_time, t.seq)).1 AS `kind`,
  t.`gap_id` AS `gap_id`,
  argMax(tuple(t.`cause`), (t.event_time, t.seq)).1 AS `cause`,
  argMax(tuple(t.`from_us`), (t.event_time, t.seq)).1 AS `from_us`,
  argMax(tuple(t.`to_us`), (t.event_time, t.seq)).1 AS `to_us`,
  argMax(tuple(t.`backfilled`), (t.event_time, t.seq)).1 AS `backfilled`
FROM mevscope.gaps AS t GROUP BY t.chain_id, t.source_id, t.gap_id
COMMENT 'Intervals in which a source could not be seen, one row per gap: its latest state; bytes as 0x text';

CREATE VIEW IF NOT EXISTS mevscope.sightings_hex (
  `seq` UInt64 COMMENT 'Number of the event, gapless per node from 1',
  `node_id` LowCardinality(String) COMMENT 'The node that numbered the event',
  `chain_id` UInt64 COMMENT 'EIP-155 chain id',
  `source_id` LowCardinality(String) COMMENT 'The source that observed it',
  `event_time` DateTime64(6, 'UTC') COMMENT 'When the observation entered the node',
  `tx_hash` String COMMENT 'Hash of the transaction',
  `first` Bool COMMENT 'This source was the first of its chain to show it',
  `reannounced` Bool COMMENT 'The hash was known and settled before',
  `backfill` Bool COMMENT 'Read from the standing pool, not announced live'
)
AS SELECT
  `seq` AS `seq`,
  `node_id` AS `node_id`,
  `chain_id` AS `chain_id`,
  `source_id` AS `source_id`,
  `event_time` AS `event_time`,
  concat('0x', lower(hex(`tx_hash`))) AS `tx_hash`,
  `first` AS `first`,
  `reannounced` AS `reannounced`,
  `backfill` AS `backfill`
FROM mevscope.sightings
COMMENT 'Every sighting of a transaction by a source, one row per TxSeen event; bytes as 0x text';

CREATE VIEW IF NOT EXISTS mevscope.features_hex (
  `seq` UInt64 COMMENT 'Number of the event, gapless per node from 1',
  `node_id` LowCardinality(String) COMMENT 'The node that numbered the event',
  `chain_id` UInt64 COMMENT 'EIP-155 chain id',
  `source_id` LowCardinality(String) COMMENT 'The source that observed it',
  `event_time` DateTime64(6, 'UTC') COMMENT 'When the observation entered the node',
  `tx_hash` String COMMENT 'Hash of the transaction',
  `protocol` LowCardinality(String) COMMENT 'Protocol it calls',
  `category` LowCardinality(String) COMMENT 'What it does as a whole, e.g. swap',
  `mev_score` Float64 COMMENT '0-100: how much of interest to a searcher',
  `urgency_score` Float64 COMMENT '0-100: how soon it is likely to be mined',
  `method_selector` Nullable(String) COMMENT 'First four bytes of calldata; NULL where there are none',
  `swaps` String COMMENT 'Swaps found in calldata: a JSON array as in the event',
  `feature_engine_version` LowCardinality(String) COMMENT 'Version of the code that found this'
)
AS SELECT
  `seq` AS `seq`,
  `node_id` AS `node_id`,
  `chain_id` AS `chain_id`,
  `source_id` AS `source_id`,
  `event_time` AS `event_time`,
  concat('0x', lower(hex(`tx_hash`))) AS `tx_hash`,
  `protocol` AS `protocol`,
  `category` AS `category`,
  `mev_score` AS `mev_score`,
  `urgency_score` AS `urgency_score`,
  concat('0x', lower(hex(`method_selector`))) AS `method_selector`,
  `swaps` AS `swaps`,
  `feature_engine_version` AS `feature_engine_version`
FROM mevscope.features
COMMENT 'What a transaction does, one row per TxFeatures event; bytes as 0x text';

CREATE VIEW IF NOT EXISTS mevscope.opportunities_hex (
  `seq` UInt64 COMMENT 'Number of the event, gapless per node from 1',
  `node_id` LowCardinality(String) COMMENT 'The node that numbered the event',
  `chain_id` UInt64 COMMENT 'EIP-155 chain id',
  `source_id` LowCardinality(String) COMMENT 'The source that observed it',
  `event_time` DateTime64(6, 'UTC') COMMENT 'When the observation entered the node',
  `tx_hash` String COMMENT 'Hash of the transaction',
  `opportunity_id` String COMMENT 'The same strategy over the same members has the same id',
  `strategy` LowCardinality(String) COMMENT 'Strategy that found it',
  `score` Float64 COMMENT '0-100: the sum of the points of its components',
  `protocol` LowCardinality(String) COMMENT 'Protocol of its transactions',
  `category` LowCardinality(String) COMMENT 'Category of its transactions',
  `member_tx_hashes` Array(String) COMMENT 'Hashes of its transactions',
  `components` Array(Tuple(name String, value Float64, weight Float64, points Float64, reason String)) COMMENT 'Parts of the score: points is what each adds',
  `reasons` Array(String) COMMENT 'The score in words',
  `feature_engine_version` LowCardinality(String) COMMENT 'Version of the features it rests on',
  `scorer_version` LowCardinality(String) COMMENT 'Version of the scoring',
  `strategy_version` LowCardinality(String) COMMENT 'Version of the strategy'
)
AS SELECT
  `seq` AS `seq`,
  `node_id` AS `node_id`,
  `chain_id` AS `chain_id`,
  `source_id` AS `source_id`,
  `event_time` AS `event_time`,
  concat('0x', lower(hex(`tx_hash`))) AS `tx_hash`,
  concat('0x', lower(hex(`opportunity_id`))) AS `opportunity_id`,
  `strategy` AS `strategy`,
  `score` AS `score`,
  `protocol` AS `protocol`,
  `category` AS `category`,
  arrayMap(each -> concat('0x', lower(hex(each))), `member_tx_hashes`) AS `member_tx_hashes`,
  `components` AS `components`,
  `reasons` AS `reasons`,
  `feature_engine_version` AS `feature_engine_version`,
  `scorer_version` AS `scorer_version`,
  `strategy_version` AS `strategy_version`
FROM mevscope.opportunities
COMMENT 'Opportunities with their explained scores, one row per OppDetected event; bytes as 0x text';

CREATE VIEW IF NOT EXISTS mevscope.lifecycle_hex (
  `seq` UInt64 COMMENT 'Number of the event, gapless per node from 1',
  `node_id` LowCardinality(String) COMMENT 'The node that numbered the event',
  `chain_id` UInt64 COMMENT 'EIP-155 chain id',
  `source_id` LowCardinality(String) COMMENT 'The source that observed it',
  `event_time` DateTime64(6, 'UTC') COMMENT 'When the observation entered the node',
  `tx_hash` String COMMENT 'Hash of the transaction',
  `kind` LowCardinality(String) COMMENT 'Event kind, e.g. TxConfirmedFinal',
  `sender` Nullable(String) COMMENT 'Sender (TxReady, TxBlocked)',
  `nonce` Nullable(UInt64) COMMENT 'Nonce (TxReady, TxBlocked)',
  `expected_nonce` Nullable(UInt64) COMMENT 'First missing nonce of the sender (TxBlocked)',
  `replaced_by` Nullable(String) COMMENT 'Hash of the transaction in its place (TxReplaced)',
  `bump_bps` Nullable(Int64) COMMENT 'By how much that one offers more, basis points (TxReplaced)',
  `reason` LowCardinality(String) COMMENT 'Why it went no further (TxDropped, TxRejected)',
  `note` String COMMENT 'What was wrong with its body (TxRejected)',
  `block_number` Nullable(UInt64) COMMENT 'Its block (TxConfirmed*)',
  `block_hash` Nullable(String) COMMENT 'Hash of its block (TxConfirmed*)',
  `block_timestamp` Nullable(UInt64) COMMENT 'Time of its block, Unix seconds (TxConfirmed*)',
  `inclusion_delay_ms` Nullable(Int64) COMMENT 'First sighting to block_timestamp (TxConfirmed*)',
  `status` LowCardinality(String) COMMENT 'success, reverted or unknown (TxConfirmed*)',
  `old_block_hash` Nullable(String) COMMENT 'The block that is no longer in the chain (TxReorged)',
  `new_block_hash` Nullable(String) COMMENT 'The block in its place (TxReorged)'
)
AS SELECT
  `seq` AS `seq`,
  `node_id` AS `node_id`,
  `chain_id` AS `chain_id`,
  `source_id` AS `source_id`,
  `event_time` AS `event_time`,
  concat('0x', lower(hex(`tx_hash`))) AS `tx_hash`,
  `kind` AS `kind`,
  concat('0x', lower(hex(`sender`))) AS `sender`,
  `nonce` AS `nonce`,
  `expected_nonce` AS `expected_nonce`,
  concat('0x', lower(hex(`replaced_by`))) AS `replaced_by`,
  `bump_bps` AS `bump_bps`,
  `reason` AS `reason`,
  `note` AS `note`,
  `block_number` AS `block_number`,
  concat('0x', lower(hex(`block_hash`))) AS `block_hash`,
  `block_timestamp` AS `block_timestamp`,
  `inclusion_delay_ms` AS `inclusion_delay_ms`,
  `status` AS `status`,
  concat('0x', lower(hex(`old_block_hash`))) AS `old_block_hash`,
  concat('0x', lower(hex(`new_block_hash`))) AS `new_block_hash`
FROM mevscope.lifecycle
COMMENT 'What became of transactions, one row per event that tells it; fields of other kinds are NULL or empty; bytes as 0x text';

CREATE VIEW IF NOT EXISTS mevscope.blocks_hex (
  `seq` UInt64 COMMENT 'Number of the event, gapless per node from 1',
  `node_id` LowCardinality(String) COMMENT 'The node that numbered the event',
  `chain_id` UInt64 COMMENT 'EIP-155 chain id',
  `source_id` LowCardinality(String) COMMENT 'The source that observed it',
  `event_time` DateTime64(6, 'UTC') COMMENT 'When the observation entered the node',
  `number` UInt64 COMMENT 'Number of the block',
  `hash` String COMMENT 'Hash of the block',
  `parent_hash` String COMMENT 'Hash of the block before',
  `timestamp` UInt64 COMMENT 'Time of the block, Unix seconds',
  `tx_count` Nullable(UInt32) COMMENT 'Transactions in it; NULL where it could not be read',
  `base_fee_wei` Nullable(UInt256) COMMENT 'Base fee per gas; NULL before EIP-1559'
)
AS SELECT
  `seq` AS `seq`,
  `node_id` AS `node_id`,
  `chain_id` AS `chain_id`,
  `source_id` AS `source_id`,
  `event_time` AS `event_time`,
  `number` AS `number`,
  concat('0x', lower(hex(`hash`))) AS `hash`,
  concat('0x', lower(hex(`parent_hash`))) AS `parent_hash`,
  `timestamp` AS `timestamp`,
  `tx_count` AS `tx_count`,
  `base_fee_wei` AS `base_fee_wei`
FROM mevscope.blocks
COMMENT 'Blocks of the chain that is followed, one row per BlockSeen event; bytes as 0x text';

ALTER TABLE mevscope.schema_migrations COMMENT COLUMN name 'What the step is about';

ALTER TABLE mevscope.schema_migrations COMMENT COLUMN applied_at 'When it was taken';

DROP VIEW IF EXISTS mevscope.features_from_events;

DROP VIEW IF EXISTS mevscope.features_hex;

TRUNCATE TABLE mevscope.features;

ALTER TABLE mevscope.features
  ADD COLUMN IF NOT EXISTS `value_native` Nullable(Float64) COMMENT 'Whole native coins at stake in its swaps, else moved by it; NULL: unknown or none' CODEC(ZSTD),
  ADD COLUMN IF NOT EXISTS `slippage_limit` LowCardinality(Nullable(String)) COMMENT 'Whether its swaps limit the price: set, none or unknown; NULL without swaps',
  ADD COLUMN IF NOT EXISTS `nonce_position` Nullable(UInt64) COMMENT 'Nonces above the lowest of the sender that was pending lately; NULL: nothing remembered' CODEC(ZSTD),
  ADD COLUMN IF NOT EXISTS `sender_transactions` Nullable(UInt32) COMMENT 'Transactions of the sender in the five to ten minutes before; NULL: nothing remembered' CODEC(ZSTD),
  ADD COLUMN IF NOT EXISTS `sender_swaps` Nullable(UInt32) COMMENT 'Those of sender_transactions that swap' CODEC(ZSTD);

CREATE MATERIALIZED VIEW IF NOT EXISTS mevscope.features_from_events
TO mevscope.features (
  `seq` UInt64 COMMENT 'Number of the event, gapless per node from 1',
  `node_id` LowCardinality(String) COMMENT 'The node that numbered the event',
  `chain_id` UInt64 COMMENT 'EIP-155 chain id',
  `source_id` LowCardinality(String) COMMENT 'The source that observed it',
  `event_time` DateTime64(6, 'UTC') COMMENT 'When the observation entered the node',
  `tx_hash` FixedString(32) COMMENT 'Hash of the transaction',
  `protocol` LowCardinality(String) COMMENT 'Protocol it calls',
  `category` LowCardinality(String) COMMENT 'What it does as a whole, e.g. swap',
  `mev_score` Float64 COMMENT '0-100: how much of interest to a searcher',
  `urgency_score` Float64 COMMENT '0-100: how soon it is likely to be mined',
  `method_selector` Nullable(FixedString(4)) COMMENT 'First four bytes of calldata; NULL where there are none',
  `swaps` String COMMENT 'Swaps found in calldata: a JSON array as in the event',
  `feature_engine_version` LowCardinality(String) COMMENT 'Version of the code that found this',
  `value_native` Nullable(Float64) COMMENT 'Whole native coins at stake in its swaps, else moved by it; NULL: unknown or none',
  `slippage_limit` LowCardinality(Nullable(String)) COMMENT 'Whether its swaps limit the price: set, none or unknown; NULL without swaps',
  `nonce_position` Nullable(UInt64) COMMENT 'Nonces above the lowest of the sender that was pending lately; NULL: nothing remembered',
  `sender_transactions` Nullable(UInt32) COMMENT 'Transactions of the sender in the five to ten minutes before; NULL: nothing remembered',
  `sender_swaps` Nullable(UInt32) COMMENT 'Those of sender_transactions that swap'
)
AS WITH
  JSONExtract(data, 'Tuple(protocol String, category String, mev_score Float64, urgency_score Float64, method_selector Nullable(String), swaps String, feature_engine_version String, value_native Nullable(Float64), slippage_limit Nullable(String), nonce_position Nullable(UInt64), sender_transactions Nullable(UInt32), sender_swaps Nullable(UInt32))') AS d,
  fromUnixTimestamp64Micro(ingest_ts_unix_us, 'UTC') AS at
SELECT
  seq AS `seq`,
  node_id AS `node_id`,
  chain_id AS `chain_id`,
  source_id AS `source_id`,
  at AS `event_time`,
  toFixedString(unhex(substring(e.tx_hash, 3, 64)), 32) AS `tx_hash`,
  d.`protocol` AS `protocol`,
  d.`category` AS `category`,
  d.`mev_score` AS `mev_score`,
  d.`urgency_score` AS `urgency_score`,
  toFixedString(unhex(substring(d.`method_selector`, 3, 8)), 4) AS `method_selector`,
  d.`swaps` AS `swaps`,
  d.`feature_engine_version` AS `feature_engine_version`,
  d.`value_native` AS `value_native`,
  d.`slippage_limit` AS `slippage_limit`,
  d.`nonce_position` AS `nonce_position`,
  d.`sender_transactions` AS `sender_transactions`,
  d.`sender_swaps` AS `sender_swaps`
FROM mevscope.events AS e
WHERE kind IN ('TxFeatures')
COMMENT 'Rows of features out of new events';

CREATE VIEW IF NOT EXISTS mevscope.features_hex (
  `seq` UInt64 COMMENT 'Number of the event, gapless per node from 1',
  `node_id` LowCardinality(String) COMMENT 'The node that numbered the event',
  `chain_id` UInt64 COMMENT 'EIP-155 chain id',
  `source_id` LowCardinality(String) COMMENT 'The source that observed it',
  `event_time` DateTime64(6, 'UTC') COMMENT 'When the observation entered the node',
  `tx_hash` String COMMENT 'Hash of the transaction',
  `protocol` LowCardinality(String) COMMENT 'Protocol it calls',
  `category` LowCardinality(String) COMMENT 'What it does as a whole, e.g. swap',
  `mev_score` Float64 COMMENT '0-100: how much of interest to a searcher',
  `urgency_score` Float64 COMMENT '0-100: how soon it is likely to be mined',
  `method_selector` Nullable(String) COMMENT 'First four bytes of calldata; NULL where there are none',
  `swaps` String COMMENT 'Swaps found in calldata: a JSON array as in the event',
  `feature_engine_version` LowCardinality(String) COMMENT 'Version of the code that found this',
  `value_native` Nullable(Float64) COMMENT 'Whole native coins at stake in its swaps, else moved by it; NULL: unknown or none',
  `slippage_limit` LowCardinality(Nullable(String)) COMMENT 'Whether its swaps limit the price: set, none or unknown; NULL without swaps',
  `nonce_position` Nullable(UInt64) COMMENT 'Nonces above the lowest of the sender that was pending lately; NULL: nothing remembered',
  `sender_transactions` Nullable(UInt32) COMMENT 'Transactions of the sender in the five to ten minutes before; NULL: nothing remembered',
  `sender_swaps` Nullable(UInt32) COMMENT 'Those of sender_transactions that swap'
)
AS SELECT
  `seq` AS `seq`,
  `node_id` AS `node_id`,
  `chain_id` AS `chain_id`,
  `source_id` AS `source_id`,
  `event_time` AS `event_time`,
  concat('0x', lower(hex(`tx_hash`))) AS `tx_hash`,
  `protocol` AS `protocol`,
  `category` AS `category`,
  `mev_score` AS `mev_score`,
  `urgency_score` AS `urgency_score`,
  concat('0x', lower(hex(`method_selector`))) AS `method_selector`,
  `swaps` AS `swaps`,
  `feature_engine_version` AS `feature_engine_version`,
  `value_native` AS `value_native`,
  `slippage_limit` AS `slippage_limit`,
  `nonce_position` AS `nonce_position`,
  `sender_transactions` AS `sender_transactions`,
  `sender_swaps` AS `sender_swaps`
FROM mevscope.features
COMMENT 'What a transaction does, one row per TxFeatures event; bytes as 0x text';

DROP VIEW IF EXISTS mevscope.opportunities_from_events;

DROP VIEW IF EXISTS mevscope.opportunities_hex;

TRUNCATE TABLE mevscope.opportunities;

ALTER TABLE mevscope.opportunities
  ADD COLUMN IF NOT EXISTS `simulation_outcome` LowCardinality(Nullable(String)) COMMENT 'What simulating its transaction said: success, reverted or unknown; NULL: not simulated',
  ADD COLUMN IF NOT EXISTS `simulation_block_number` Nullable(UInt64) COMMENT 'The block after which it was simulated' CODEC(ZSTD),
  ADD COLUMN IF NOT EXISTS `simulation_gas_used` Nullable(UInt64) COMMENT 'Gas of the simulated transaction; NULL: not said' CODEC(ZSTD),
  ADD COLUMN IF NOT EXISTS `simulation_reason` Nullable(String) COMMENT 'Why it reverts, or why that is unknown' CODEC(ZSTD);

CREATE MATERIALIZED VIEW IF NOT EXISTS mevscope.opportunities_from_events
TO mevscope.opportunities (
  `seq` UInt64 COMMENT 'Number of the event, gapless per node from 1',
  `node_id` LowCardinality(String) COMMENT 'The node that numbered the event',
  `chain_id` UInt64 COMMENT 'EIP-155 chain id',
  `source_id` LowCardinality(String) COMMENT 'The source that observed it',
  `event_time` DateTime64(6, 'UTC') COMMENT 'When the observation entered the node',
  `tx_hash` FixedString(32) COMMENT 'Hash of the transaction',
  `opportunity_id` String COMMENT 'The same strategy over the same members has the same id',
  `strategy` LowCardinality(String) COMMENT 'Strategy that found it',
  `score` Float64 COMMENT '0-100: the sum of the points of its components',
  `protocol` LowCardinality(String) COMMENT 'Protocol of its transactions',
  `category` LowCardinality(String) COMMENT 'Category of its transactions',
  `member_tx_hashes` Array(FixedString(32)) COMMENT 'Hashes of its transactions',
  `components` Array(Tuple(name String, value Float64, weight Float64, points Float64, reason String)) COMMENT 'Parts of the score: points is what each adds',
  `reasons` Array(String) COMMENT 'The score in words',
  `feature_engine_version` LowCardinality(String) COMMENT 'Version of the features it rests on',
  `scorer_version` LowCardinality(String) COMMENT 'Version of the scoring',
  `strategy_version` LowCardinality(String) COMMENT 'Version of the strategy',
  `simulation_outcome` LowCardinality(Nullable(String)) COMMENT 'What simulating its transaction said: success, reverted or unknown; NULL: not simulated',
  `simulation_block_number` Nullable(UInt64) COMMENT 'The block after which it was simulated',
  `simulation_gas_used` Nullable(UInt64) COMMENT 'Gas of the simulated transaction; NULL: not said',
  `simulation_reason` Nullable(String) COMMENT 'Why it reverts, or why that is unknown'
)
AS WITH
  JSONExtract(data, 'Tuple(opportunity_id String, strategy String, score Float64, protocol String, category String, member_tx_hashes Array(String), components Array(Tuple(name String, value Float64, weight Float64, points Float64, reason String)), reasons Array(String), feature_engine_version String, scorer_version String, strategy_version String, simulation Tuple(outcome Nullable(String), block_number Nullable(UInt64), gas_used Nullable(UInt64), reason Nullable(String)))') AS d,
  fromUnixTimestamp64Micro(ingest_ts_unix_us, 'UTC') AS at
SELECT
  seq AS `seq`,
  node_id AS `node_id`,
  chain_id AS `chain_id`,
  source_id AS `source_id`,
  at AS `event_time`,
  toFixedString(unhex(substring(e.tx_hash, 3, 64)), 32) AS `tx_hash`,
  unhex(substring(d.opportunity_id, 3)) AS `opportunity_id`,
  d.`strategy` AS `strategy`,
  d.`score` AS `score`,
  d.`protocol` AS `protocol`,
  d.`category` AS `category`,
  arrayMap(hash -> toFixedString(unhex(substring(hash, 3, 64)), 32), d.member_tx_hashes) AS `member_tx_hashes`,
  d.`components` AS `components`,
  d.`reasons` AS `reasons`,
  d.`feature_engine_version` AS `feature_engine_version`,
  d.`scorer_version` AS `scorer_version`,
  d.`strategy_version` AS `strategy_version`,
  d.simulation.`outcome` AS `simulation_outcome`,
  d.simulation.`block_number` AS `simulation_block_number`,
  d.simulation.`gas_used` AS `simulation_gas_used`,
  d.simulation.`reason` AS `simulation_reason`
FROM mevscope.events AS e
WHERE kind IN ('OppDetected')
COMMENT 'Rows of opportunities out of new events';

CREATE VIEW IF NOT EXISTS mevscope.opportunities_hex (
  `seq` UInt64 COMMENT 'Number of the event, gapless per node from 1',
  `node_id` LowCardinality(String) COMMENT 'The node that numbered the event',
  `chain_id` UInt64 COMMENT 'EIP-155 chain id',
  `source_id` LowCardinality(String) COMMENT 'The source that observed it',
  `event_time` DateTime64(6, 'UTC') COMMENT 'When the observation entered the node',
  `tx_hash` String COMMENT 'Hash of the transaction',
  `opportunity_id` String COMMENT 'The same strategy over the same members has the same id',
  `strategy` LowCardinality(String) COMMENT 'Strategy that found it',
  `score` Float64 COMMENT '0-100: the sum of the points of its components',
  `protocol` LowCardinality(String) COMMENT 'Protocol of its transactions',
  `category` LowCardinality(String) COMMENT 'Category of its transactions',
  `member_tx_hashes` Array(String) COMMENT 'Hashes of its transactions',
  `components` Array(Tuple(name String, value Float64, weight Float64, points Float64, reason String)) COMMENT 'Parts of the score: points is what each adds',
  `reasons` Array(String) COMMENT 'The score in words',
  `feature_engine_version` LowCardinality(String) COMMENT 'Version of the features it rests on',
  `scorer_version` LowCardinality(String) COMMENT 'Version of the scoring',
  `strategy_version` LowCardinality(String) COMMENT 'Version of the strategy',
  `simulation_outcome` LowCardinality(Nullable(String)) COMMENT 'What simulating its transaction said: success, reverted or unknown; NULL: not simulated',
  `simulation_block_number` Nullable(UInt64) COMMENT 'The block after which it was simulated',
  `simulation_gas_used` Nullable(UInt64) COMMENT 'Gas of the simulated transaction; NULL: not said',
  `simulation_reason` Nullable(String) COMMENT 'Why it reverts, or why that is unknown'
)
AS SELECT
  `seq` AS `seq`,
  `node_id` AS `node_id`,
  `chain_id` AS `chain_id`,
  `source_id` AS `source_id`,
  `event_time` AS `event_time`,
  concat('0x', lower(hex(`tx_hash`))) AS `tx_hash`,
  concat('0x', lower(hex(`opportunity_id`))) AS `opportunity_id`,
  `strategy` AS `strategy`,
  `score` AS `score`,
  `protocol` AS `protocol`,
  `category` AS `category`,
  arrayMap(each -> concat('0x', lower(hex(each))), `member_tx_hashes`) AS `member_tx_hashes`,
  `components` AS `components`,
  `reasons` AS `reasons`,
  `feature_engine_version` AS `feature_engine_version`,
  `scorer_version` AS `scorer_version`,
  `strategy_version` AS `strategy_version`,
  `simulation_outcome` AS `simulation_outcome`,
  `simulation_block_number` AS `simulation_block_number`,
  `simulation_gas_used` AS `simulation_gas_used`,
  `simulation_reason` AS `simulation_reason`
FROM mevscope.opportunities
COMMENT 'Opportunities with their explained scores, one row per OppDetected event; bytes as 0x text';

ALTER TABLE mevscope.events MODIFY TTL toDateTime(event_time) + toIntervalDay(14) SETTINGS materialize_ttl_after_modify = 0;

ALTER TABLE mevscope.transactions MODIFY TTL toDateTime(last_seen) + toIntervalDay(14) SETTINGS materialize_ttl_after_modify = 0;

ALTER TABLE mevscope.sightings MODIFY TTL toDateTime(event_time) + toIntervalDay(14) SETTINGS materialize_ttl_after_modify = 0;

ALTER TABLE mevscope.features MODIFY TTL toDateTime(event_time) + toIntervalDay(14) SETTINGS materialize_ttl_after_modify = 0;

ALTER TABLE mevscope.opportunities MODIFY TTL toDateTime(event_time) + toIntervalDay(14) SETTINGS materialize_ttl_after_modify = 0;

ALTER TABLE mevscope.lifecycle MODIFY TTL toDateTime(event_time) + toIntervalDay(14) SETTINGS materialize_ttl_after_modify = 0;

ALTER TABLE mevscope.blocks MODIFY TTL toDateTime(event_time) + toIntervalDay(14) SETTINGS materialize_ttl_after_modify = 0;

ALTER TABLE mevscope.gaps MODIFY TTL toDateTime(event_time) + toIntervalDay(14) SETTINGS materialize_ttl_after_modify = 0;
