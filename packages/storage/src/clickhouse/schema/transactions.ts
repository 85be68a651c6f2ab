import { bytes, CHAIN, HASH } from './columns.ts'
import type { Column, EventTable } from './event-table.ts'
import { LIFECYCLE_KINDS } from './lifecycle.ts'

/** Where a transaction stands: the fields of its latest lifecycle event, found by comparing the first two. */
const LATEST =
  "Tuple(at DateTime64(6, 'UTC'), seq UInt64, kind String, block_number UInt64, block_hash FixedString(32), block_timestamp UInt64, inclusion_delay_ms Int64, receipt String, replaced_by FixedString(32), reason String)"

/** The largest of the values that its events give; all that give one give the same. Others give the default. */
function body(name: string, type: string, from: string, comment: string, isHex?: true): Column {
  return {
    name,
    type: `SimpleAggregateFunction(max, ${type})`,
    comment,
    from,
    codec: 'ZSTD',
    ...(isHex === undefined ? {} : { isHex }),
  }
}

const value = (name: string, type: string, comment: string): Column =>
  body(name, type, `d.\`${name}\``, comment)
const hex = (name: string, length: number, comment: string): Column =>
  body(name, `FixedString(${length})`, bytes(`d.\`${name}\``, length), comment, true)

export const transactions: EventTable = {
  name: 'transactions',
  comment:
    'One row per transaction of a chain once parts are merged: read it with GROUP BY (chain_id, tx_hash), FINAL, or through transactions_hex',
  family: 'AggregatingMergeTree',
  kinds: ['TxSeen', 'TxDecoded', ...LIFECYCLE_KINDS],
  orderBy: '(chain_id, tx_hash)',
  // Not by time: the parts of a row would not find together.
  partitionBy: null,
  age: 'last_seen',
  shardBy: 'cityHash64(chain_id, tx_hash)',
  where: 'length(e.tx_hash) = 66',
  data: [
    'tx_type UInt32, sender String, nonce UInt64, `to` Nullable(String), value_wei UInt256, gas_limit UInt64',
    'gas_price_wei Nullable(UInt256), max_fee_per_gas_wei Nullable(UInt256)',
    'max_priority_fee_per_gas_wei Nullable(UInt256), max_fee_per_blob_gas_wei Nullable(UInt256)',
    'blob_count UInt32, authorization_count UInt32, access_list_len UInt32, input String, calldata_len UInt32',
    'method_selector Nullable(String), fetch_us UInt64',
    'block_number UInt64, block_hash String, block_timestamp UInt64, inclusion_delay_ms Int64, status String',
    'replaced_by String, reason String',
  ].join(', '),
  columns: [
    CHAIN,
    HASH,
    {
      name: 'first_seen',
      type: "SimpleAggregateFunction(min, DateTime64(6, 'UTC'))",
      comment: 'Time of the first event that names it: as a rule its first sighting',
      from: 'at',
      codec: 'ZSTD',
    },
    {
      name: 'last_seen',
      type: "SimpleAggregateFunction(max, DateTime64(6, 'UTC'))",
      comment: 'Time of the last event that names it; the retention counts from here',
      from: 'at',
      codec: 'ZSTD',
    },
    {
      name: 'sources',
      type: 'SimpleAggregateFunction(groupUniqArrayArray, Array(String))',
      comment: 'Sources that showed it, in no order',
      from: "if(kind = 'TxSeen', [source_id], [])",
      codec: 'ZSTD',
    },
    body(
      'is_decoded',
      'UInt8',
      "kind = 'TxDecoded'",
      '1 when its body is known: the fields of the body count then',
    ),
    value('tx_type', 'UInt32', 'EIP-2718 type'),
    hex('sender', 20, 'Sender'),
    value('nonce', 'UInt64', 'Nonce of the sender'),
    body('to', 'Nullable(FixedString(20))', bytes('d.`to`', 20), 'Recipient; NULL = contract creation', true),
    value('value_wei', 'UInt256', 'Value'),
    value('gas_limit', 'UInt64', 'Gas limit'),
    value('gas_price_wei', 'Nullable(UInt256)', 'Gas price; NULL where the type has none'),
    value('max_fee_per_gas_wei', 'Nullable(UInt256)', 'Fee cap; NULL where the type has none'),
    value('max_priority_fee_per_gas_wei', 'Nullable(UInt256)', 'Tip cap; NULL where the type has none'),
    value('max_fee_per_blob_gas_wei', 'Nullable(UInt256)', 'Blob fee cap; NULL where the type has none'),
    value('blob_count', 'UInt32', 'Blobs'),
    value('authorization_count', 'UInt32', 'Authorizations (EIP-7702)'),
    value('access_list_len', 'UInt32', 'Addresses in the access list'),
    body('input', 'String', 'unhex(substring(d.input, 3))', 'Calldata', true),
    value('calldata_len', 'UInt32', 'Bytes of calldata'),
    body(
      'method_selector',
      'Nullable(FixedString(4))',
      bytes('d.method_selector', 4),
      'First four bytes of calldata; NULL where there are none',
      true,
    ),
    value('fetch_us', 'UInt64', 'From the announcing frame to the decoded body, microseconds'),
    {
      name: 'latest',
      type: `SimpleAggregateFunction(max, ${LATEST})`,
      comment: 'Its latest lifecycle event; kind is empty when there is none',
      from: [
        "if(kind IN ('TxSeen', 'TxDecoded'), defaultValueOfTypeName('",
        LATEST.replaceAll("'", "\\'"),
        `'), (at, seq, kind, d.block_number, ${bytes('d.block_hash', 32)}, d.block_timestamp, d.inclusion_delay_ms, d.status, ${bytes('d.replaced_by', 32)}, d.reason))`,
      ].join(''),
      codec: 'ZSTD',
    },
  ],
}
