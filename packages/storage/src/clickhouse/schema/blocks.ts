import { EVENT, fixedBytes, PER_EVENT, plain } from './columns.ts'
import type { EventTable } from './event-table.ts'

export const blocks: EventTable = {
  ...PER_EVENT,
  name: 'blocks',
  comment: 'Blocks of the chain that is followed, one row per BlockSeen event',
  kinds: ['BlockSeen'],
  orderBy: '(chain_id, number, event_time)',
  data: 'number UInt64, hash String, parent_hash String, timestamp UInt64, tx_count Nullable(UInt32), base_fee_wei Nullable(UInt256)',
  columns: [
    ...EVENT,
    plain('number', 'UInt64', 'Number of the block', 'Delta, ZSTD'),
    fixedBytes('hash', 32, 'Hash of the block'),
    fixedBytes('parent_hash', 32, 'Hash of the block before'),
    plain('timestamp', 'UInt64', 'Time of the block, Unix seconds', 'Delta, ZSTD'),
    plain('tx_count', 'Nullable(UInt32)', 'Transactions in it; NULL where it could not be read', 'ZSTD'),
    plain('base_fee_wei', 'Nullable(UInt256)', 'Base fee per gas; NULL before EIP-1559', 'ZSTD'),
  ],
}
