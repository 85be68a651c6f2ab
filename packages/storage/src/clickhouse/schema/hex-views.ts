import { quoted } from '../engine.ts'
import type { Column, EventTable } from './event-table.ts'
import { gaps } from './gaps.ts'
import { onCluster, type Placement } from './placement.ts'
import { transactions } from './transactions.ts'

/** A column of a view that people read. */
interface ViewColumn {
  readonly name: string
  readonly type: string
  readonly comment: string
  readonly from: string
}

/** Views with bytes as 0x text: one for each table, with a row per event, per transaction, per gap. */
export function createHexViews(placement: Placement, rowTables: readonly EventTable[]): string[] {
  const perEvent = rowTables.filter((table) => table !== gaps).map((table) => createHexView(placement, table))
  return [transactionsView(placement), gapsView(placement), ...perEvent]
}

/** The view of a table with a row per event. */
export function createHexView(placement: Placement, table: EventTable): string {
  return createView(placement, hexViewName(table), table.comment, table.columns.map(readable), table.name)
}

export function hexViewName({ name }: EventTable): string {
  return `${name}_hex`
}

function createView(
  placement: Placement,
  name: string,
  comment: string,
  columns: readonly ViewColumn[],
  from: string,
  groupBy = '',
): string {
  return `CREATE VIEW IF NOT EXISTS ${placement.database}.${name}${onCluster(placement)} (
  ${columns.map((column) => `\`${column.name}\` ${column.type} COMMENT ${quoted(column.comment)}`).join(',\n  ')}
)
AS SELECT
  ${columns.map((column) => `${column.from} AS \`${column.name}\``).join(',\n  ')}
FROM ${placement.database}.${from}${groupBy}
COMMENT ${quoted(`${comment}; bytes as 0x text`)}`
}

/** A stored column as people read it. */
function readable({ name, type, comment, isHex }: Column): ViewColumn {
  const from = `\`${name}\``
  if (isHex === undefined) return { name, type, comment, from }
  if (type.startsWith('Array(')) {
    return { name, type: 'Array(String)', comment, from: `arrayMap(each -> ${hexText('each')}, ${from})` }
  }
  const isNullable = type.startsWith('Nullable(')
  return { name, type: isNullable ? 'Nullable(String)' : 'String', comment, from: hexText(from) }
}

function hexText(bytes: string): string {
  return `concat('0x', lower(hex(${bytes})))`
}

/** The state of a gap is that of its latest event. */
function gapsView(placement: Placement): string {
  const keys = ['chain_id', 'source_id', 'gap_id']
  const columns = gaps.columns.map((column): ViewColumn => {
    const { name, type, comment } = column
    if (keys.includes(name)) return { name, type, comment, from: `t.\`${name}\`` }
    // A tuple, since argMax passes over NULL: a gap that opened again has no end.
    return { name, type, comment, from: `argMax(tuple(t.\`${name}\`), (t.event_time, t.seq)).1` }
  })
  const groupBy = ` AS t GROUP BY ${keys.map((key) => `t.${key}`).join(', ')}`
  return createView(
    placement,
    'gaps_hex',
    'Intervals in which a source could not be seen, one row per gap: its latest state',
    columns,
    'gaps',
    groupBy,
  )
}

/** Statuses by the kind of the latest event; they are those of the API. */
const STATUSES = [
  ['TxReady', 'ready'],
  ['TxBlocked', 'blocked'],
  ['TxReplaced', 'replaced'],
  ['TxDropped', 'dropped'],
  ['TxRejected', 'rejected'],
  ['TxConfirmedProvisional', 'confirmed'],
  ['TxConfirmedFinal', 'final'],
] as const

/** Grouped, not merged: also where the rows of a transaction are on several shards there is one. */
function transactionsView(placement: Placement): string {
  const columns = transactions.columns.flatMap((column): ViewColumn[] => {
    const { name, comment, isHex } = column
    if (name === 'chain_id') return [{ name, type: 'UInt64', comment, from: 't.chain_id' }]
    if (name === 'tx_hash') return [{ name, type: 'String', comment, from: hexText('t.tx_hash') }]
    if (name === 'latest') return latestColumns(comment)
    const [aggregate, type] = aggregateOf(column.type)
    const merged = `${aggregate}(t.\`${name}\`)`
    if (name === 'sources') return [{ name, type, comment, from: `arraySort(${merged})` }]
    if (name === 'is_decoded')
      return [{ name, type: 'Bool', comment: 'Its body is known', from: `toBool(${merged})` }]
    if (aggregate === 'min' || column.name === 'last_seen') return [{ name, type, comment, from: merged }]
    // Fields of the body: NULL until there is one.
    const shown = isHex === undefined ? merged : hexText(merged)
    const shownType = isHex === undefined ? type.replace(/^Nullable\((.*)\)$/, '$1') : 'String'
    return [
      { name, type: `Nullable(${shownType})`, comment, from: `if(max(t.is_decoded) = 1, ${shown}, NULL)` },
    ]
  })
  return createView(
    placement,
    'transactions_hex',
    'One row per transaction of a chain',
    columns,
    'transactions',
    ' AS t GROUP BY t.chain_id, t.tx_hash',
  )
}

function latestColumns(comment: string): ViewColumn[] {
  const latest = 'max(t.latest)'
  const isKind = (...kinds: string[]): string => `${latest}.kind IN (${kinds.map(quoted).join(', ')})`
  const confirmed = isKind('TxConfirmedProvisional', 'TxConfirmedFinal')
  const of = (name: string, type: string, from: string, only: string, text: string): ViewColumn => ({
    name,
    type: `Nullable(${type})`,
    comment: text,
    from: `if(${only}, ${from}, NULL)`,
  })
  const status = STATUSES.map(([kind, name]) => `${latest}.kind = ${quoted(kind)}, ${quoted(name)}`)
  return [
    {
      name: 'status',
      type: 'String',
      comment:
        'announced, pending, ready, blocked, replaced, dropped, rejected, confirmed or final, by its latest lifecycle event',
      from: `multiIf(${status.join(', ')}, max(t.is_decoded) = 1, 'pending', 'announced')`,
    },
    {
      name: 'latest_kind',
      type: 'String',
      comment: comment.replace('; kind is empty', ': its kind; empty'),
      from: `${latest}.kind`,
    },
    of('block_number', 'UInt64', `${latest}.block_number`, confirmed, 'Its block; NULL unless confirmed'),
    of('block_hash', 'String', hexText(`${latest}.block_hash`), confirmed, 'Hash of its block'),
    of(
      'block_timestamp',
      'UInt64',
      `${latest}.block_timestamp`,
      confirmed,
      'Time of its block, Unix seconds',
    ),
    of(
      'inclusion_delay_ms',
      'Int64',
      `${latest}.inclusion_delay_ms`,
      confirmed,
      'First sighting to block_timestamp, milliseconds',
    ),
    of('receipt_status', 'String', `${latest}.receipt`, confirmed, 'success, reverted or unknown'),
    of(
      'replaced_by',
      'String',
      hexText(`${latest}.replaced_by`),
      isKind('TxReplaced'),
      'Hash of the one in its place',
    ),
    of(
      'reason',
      'String',
      `${latest}.reason`,
      isKind('TxDropped', 'TxRejected'),
      'Why it was dropped or rejected',
    ),
  ]
}

/** `SimpleAggregateFunction(max, String)` → `max` and `String`. */
function aggregateOf(type: string): [string, string] {
  const match = /^SimpleAggregateFunction\((\w+), (.*)\)$/.exec(type)
  return [match?.[1] ?? 'any', match?.[2] ?? type]
}
