import type { EventKind } from '@org/events'
import { quoted } from '../engine.ts'
import {
  distributedTable,
  onCluster,
  type Placement,
  storageEngine,
  storedIn,
  tableSettings,
} from './placement.ts'

/** A column of a table that is made from events. */
export interface Column {
  readonly name: string
  readonly type: string
  readonly comment: string
  /** The value, over the columns of `events`, which are `e`, and `d`, the parsed `data`. */
  readonly from: string
  readonly codec?: string
  /** Bytes, which the hex view shows as 0x text. */
  readonly isHex?: true
}

/** A table that a view fills from `events`. */
export interface EventTable {
  readonly name: string
  readonly comment: string
  readonly family: 'MergeTree' | 'AggregatingMergeTree'
  readonly orderBy: string
  /** `null`: one partition. */
  readonly partitionBy: string | null
  /** The column from which the retention counts. */
  readonly age: string
  /** Kinds of which it has rows. */
  readonly kinds: readonly EventKind[]
  /** What is read of `data`: names and types. Whatever is missing or of another type there is the default. */
  readonly data: string
  /** Further conditions on the event. */
  readonly where?: string
  readonly columns: readonly Column[]
  readonly indices?: readonly string[]
  /** By this a cluster distributes its rows. */
  readonly shardBy: string
}

/** The name of the view that fills a table. */
export function viewName(table: EventTable): string {
  return `${table.name}_from_events`
}

/** A column as statements define it. */
export function columnDefinition({ name, type, comment, codec }: Column): string {
  return `\`${name}\` ${type} COMMENT ${quoted(comment)}${codec === undefined ? '' : ` CODEC(${codec})`}`
}

/** Statements that create the table and the view that fills it. */
export function createEventTable(placement: Placement, table: EventTable): string[] {
  const parts = [
    ...table.columns.map(columnDefinition),
    ...(table.indices ?? []).map((index) => `INDEX ${index}`),
  ]
  const partition = table.partitionBy === null ? '' : `\nPARTITION BY ${table.partitionBy}`
  return [
    `CREATE TABLE IF NOT EXISTS ${storedIn(placement, table.name)}${onCluster(placement)} (
  ${parts.join(',\n  ')}
)
ENGINE = ${storageEngine(placement, table.family, table.name)}${partition}
ORDER BY ${table.orderBy}
SETTINGS ${tableSettings(placement)}
COMMENT ${quoted(table.comment)}`,
    ...distributedTable(placement, table.name, table.shardBy),
    createFillingView(placement, table),
  ]
}

/** The statement that creates the view that fills the table. */
export function createFillingView(placement: Placement, table: EventTable): string {
  return `CREATE MATERIALIZED VIEW IF NOT EXISTS ${placement.database}.${viewName(table)}${onCluster(placement)}
TO ${storedIn(placement, table.name)} (
  ${table.columns.map(({ name, type, comment }) => `\`${name}\` ${type} COMMENT ${quoted(comment)}`).join(',\n  ')}
)
AS ${selectRows(storedIn(placement, 'events'), table)}
COMMENT ${quoted(`Rows of ${table.name} out of new events`)}`
}

/**
 * Rows of the table out of events; the view, the filling and the repair are the same statement. Flat, without a
 * subquery: a view is planned anew for every insert, and this costs a fifth less.
 * @param which a further condition on the event
 */
export function selectRows(events: string, table: EventTable, which?: string): string {
  const kinds = table.kinds.map(quoted).join(', ')
  const conditions = [`kind IN (${kinds})`, ...[table.where, which].filter((each) => each !== undefined)]
  return `WITH
  JSONExtract(data, ${quoted(`Tuple(${table.data})`)}) AS d,
  fromUnixTimestamp64Micro(ingest_ts_unix_us, 'UTC') AS at
SELECT
  ${table.columns.map(({ name, from }) => `${from} AS \`${name}\``).join(',\n  ')}
FROM ${events} AS e
WHERE ${conditions.join(' AND ')}`
}
