import { BY_HASH, PER_EVENT, plain, TRANSACTION_EVENT } from './columns.ts'
import type { EventTable } from './event-table.ts'

export const sightings: EventTable = {
  ...PER_EVENT,
  name: 'sightings',
  comment: 'Every sighting of a transaction by a source, one row per TxSeen event',
  kinds: ['TxSeen'],
  orderBy: '(chain_id, event_time, tx_hash)',
  data: 'first Bool, reannounced Bool, backfill Bool',
  columns: [
    ...TRANSACTION_EVENT,
    plain('first', 'Bool', 'This source was the first of its chain to show it'),
    plain('reannounced', 'Bool', 'The hash was known and settled before'),
    plain('backfill', 'Bool', 'Read from the standing pool, not announced live'),
  ],
  indices: [BY_HASH],
}
