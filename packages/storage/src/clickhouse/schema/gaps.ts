import { EVENT, PER_EVENT, plain } from './columns.ts'
import type { EventTable } from './event-table.ts'

export const gaps: EventTable = {
  ...PER_EVENT,
  name: 'gaps',
  comment:
    'Intervals in which a source could not be seen, one row per GapOpened and GapClosed event; gaps_hex has a row per gap',
  kinds: ['GapOpened', 'GapClosed'],
  orderBy: '(chain_id, gap_id, event_time, seq)',
  data: 'gap_id String, cause String, from_us Int64, to_us Nullable(Int64), backfilled UInt64',
  columns: [
    ...EVENT,
    {
      name: 'kind',
      type: 'LowCardinality(String)',
      comment: 'GapOpened or GapClosed',
      from: 'kind',
    },
    plain('gap_id', 'String', 'Id of the gap', 'ZSTD'),
    plain('cause', 'LowCardinality(String)', 'Why nothing was seen, e.g. disconnect'),
    plain('from_us', 'Int64', 'When data stopped, Unix microseconds', 'ZSTD'),
    plain('to_us', 'Nullable(Int64)', 'When it came again; NULL while the gap is open', 'ZSTD'),
    plain('backfilled', 'UInt64', 'Transactions read from the standing pool to fill the gap', 'ZSTD'),
  ],
}
