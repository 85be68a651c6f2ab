import type { Column } from './event-table.ts'

/** Bytes of 0x text, cut or filled up to a length: whatever the text is, it is a value. `NULL` stays `NULL`. */
export function bytes(hex: string, length: number): string {
  return `toFixedString(unhex(substring(${hex}, 3, ${2 * length})), ${length})`
}

/** A value as it is in `data`. */
export function plain(name: string, type: string, comment: string, codec?: string): Column {
  return { name, type, comment, from: `d.\`${name}\``, ...(codec === undefined ? {} : { codec }) }
}

/** Bytes of a fixed length that are 0x text in `data`. */
export function fixedBytes(name: string, length: number, comment: string): Column {
  return {
    name,
    type: `FixedString(${length})`,
    comment,
    from: bytes(`d.\`${name}\``, length),
    codec: 'ZSTD',
    isHex: true,
  }
}

/** {@link fixedBytes} that some events do not have. */
export function fixedBytesOrNull(name: string, length: number, comment: string): Column {
  return { ...fixedBytes(name, length, comment), type: `Nullable(FixedString(${length}))` }
}

const SEQ: Column = {
  name: 'seq',
  type: 'UInt64',
  comment: 'Number of the event, gapless per node from 1',
  from: 'seq',
  codec: 'Delta, ZSTD',
}
const NODE: Column = {
  name: 'node_id',
  type: 'LowCardinality(String)',
  comment: 'The node that numbered the event',
  from: 'node_id',
}
export const CHAIN: Column = {
  name: 'chain_id',
  type: 'UInt64',
  comment: 'EIP-155 chain id',
  from: 'chain_id',
  codec: 'ZSTD',
}
const SOURCE: Column = {
  name: 'source_id',
  type: 'LowCardinality(String)',
  comment: 'The source that observed it',
  from: 'source_id',
}
const TIME: Column = {
  name: 'event_time',
  type: "DateTime64(6, 'UTC')",
  comment: 'When the observation entered the node',
  from: 'at',
  codec: 'Delta, ZSTD',
}
export const HASH: Column = {
  name: 'tx_hash',
  type: 'FixedString(32)',
  comment: 'Hash of the transaction',
  from: bytes('e.tx_hash', 32),
  codec: 'ZSTD',
  isHex: true,
}

/** The event of a row. */
export const EVENT: readonly Column[] = [SEQ, NODE, CHAIN, SOURCE, TIME]
/** The event of a row that concerns a transaction. */
export const TRANSACTION_EVENT: readonly Column[] = [...EVENT, HASH]

/** Finds rows by transaction without reading the others. */
export const BY_HASH = 'by_tx_hash tx_hash TYPE bloom_filter(0.001) GRANULARITY 1'

/** What tables with a row for each event have in common. */
export const PER_EVENT = {
  family: 'MergeTree',
  partitionBy: 'toYYYYMM(event_time)',
  age: 'event_time',
  shardBy: 'cityHash64(node_id)',
} as const
