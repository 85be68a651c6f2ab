import type { EventKind } from '@org/events'
import { BY_HASH, fixedBytesOrNull, PER_EVENT, plain, TRANSACTION_EVENT } from './columns.ts'
import type { EventTable } from './event-table.ts'

/** Kinds that tell where a transaction stands. */
export const LIFECYCLE_KINDS: readonly EventKind[] = [
  'TxReady',
  'TxBlocked',
  'TxReplaced',
  'TxDropped',
  'TxRejected',
  'TxConfirmedProvisional',
  'TxConfirmedFinal',
  'TxReorged',
]

export const lifecycle: EventTable = {
  ...PER_EVENT,
  name: 'lifecycle',
  comment:
    'What became of transactions, one row per event that tells it; fields of other kinds are NULL or empty',
  kinds: LIFECYCLE_KINDS,
  orderBy: '(chain_id, event_time, tx_hash)',
  data: [
    'sender Nullable(String), nonce Nullable(UInt64), expected_nonce Nullable(UInt64)',
    'replaced_by Nullable(String), bump_bps Nullable(Int64), reason String, note String',
    'block_number Nullable(UInt64), block_hash Nullable(String), block_timestamp Nullable(UInt64)',
    'inclusion_delay_ms Nullable(Int64), status String, old_block_hash Nullable(String), new_block_hash Nullable(String)',
  ].join(', '),
  columns: [
    ...TRANSACTION_EVENT,
    {
      name: 'kind',
      type: 'LowCardinality(String)',
      comment: 'Event kind, e.g. TxConfirmedFinal',
      from: 'kind',
    },
    fixedBytesOrNull('sender', 20, 'Sender (TxReady, TxBlocked)'),
    plain('nonce', 'Nullable(UInt64)', 'Nonce (TxReady, TxBlocked)', 'ZSTD'),
    plain('expected_nonce', 'Nullable(UInt64)', 'First missing nonce of the sender (TxBlocked)', 'ZSTD'),
    fixedBytesOrNull('replaced_by', 32, 'Hash of the transaction in its place (TxReplaced)'),
    plain(
      'bump_bps',
      'Nullable(Int64)',
      'By how much that one offers more, basis points (TxReplaced)',
      'ZSTD',
    ),
    plain('reason', 'LowCardinality(String)', 'Why it went no further (TxDropped, TxRejected)'),
    plain('note', 'String', 'What was wrong with its body (TxRejected)', 'ZSTD'),
    plain('block_number', 'Nullable(UInt64)', 'Its block (TxConfirmed*)', 'ZSTD'),
    fixedBytesOrNull('block_hash', 32, 'Hash of its block (TxConfirmed*)'),
    plain('block_timestamp', 'Nullable(UInt64)', 'Time of its block, Unix seconds (TxConfirmed*)', 'ZSTD'),
    plain(
      'inclusion_delay_ms',
      'Nullable(Int64)',
      'First sighting to block_timestamp (TxConfirmed*)',
      'ZSTD',
    ),
    plain('status', 'LowCardinality(String)', 'success, reverted or unknown (TxConfirmed*)'),
    fixedBytesOrNull('old_block_hash', 32, 'The block that is no longer in the chain (TxReorged)'),
    fixedBytesOrNull('new_block_hash', 32, 'The block in its place (TxReorged)'),
  ],
  indices: [BY_HASH],
}
