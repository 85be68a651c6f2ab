import { StorageError } from '../errors.ts'
import type { Engine } from './engine.ts'
import { EVENT_TABLES } from './schema/event-tables.ts'
import { onCluster, type Placement, storedIn, storedName } from './schema/placement.ts'

/** Tables that forget, and the column of the age of a row. */
const AGES = [
  { table: 'events', age: 'event_time' },
  ...EVENT_TABLES.map(({ name, age }) => ({ table: name, age })),
]

/**
 * Longer than this is for ever. A time after which rows go has 32 bits of seconds: past the year 2106 it begins anew
 * in 1970, and everything would be gone with the next merge.
 */
const FOREVER_DAYS = 20_000

/** Statement that gives a table its retention. Rows go with the merges that come anyway: nothing is rewritten now. */
export function retentionStatements(placement: Placement, days: number) {
  return AGES.map(({ table, age }) => {
    const ttl = `toDateTime(${age}) + toIntervalDay(${Math.min(days, FOREVER_DAYS)})`
    return {
      stored: storedName(placement, table),
      ttl,
      statement: `ALTER TABLE ${storedIn(placement, table)}${onCluster(placement)} MODIFY TTL ${ttl} SETTINGS materialize_ttl_after_modify = 0`,
    }
  })
}

/** Makes every table forget what is older than so many days. @throws StorageError `CLICKHOUSE_CONFIG` */
export async function setRetention(engine: Engine, placement: Placement, days: number): Promise<void> {
  if (!Number.isSafeInteger(days) || days < 1) {
    throw new StorageError('CLICKHOUSE_CONFIG', `retention of ${days} days is not a whole number from 1`, {
      retryable: false,
    })
  }
  for (const { stored, ttl, statement } of retentionStatements(placement, days)) {
    const rows = await engine.rows(
      'SELECT create_table_query FROM system.tables WHERE database = {database:String} AND name = {table:String}',
      { database: engine.database, table: stored },
    )
    if (!String(rows[0]?.[0]).includes(`TTL ${ttl} `)) await engine.command(statement)
  }
}
