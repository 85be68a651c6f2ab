import { type Logger, noopLogger } from '@org/events'
import { StorageError } from '../errors.ts'
import type { Engine } from './engine.ts'
import { type Migration, RETAINED_TABLES, schemaMigrations } from './schema.ts'

export interface MigrateOptions {
  readonly retentionDays: number
  readonly logger?: Logger
}

/** Brings the database to this package's schema and the retention to its option. Safe to run at every start. */
export async function migrate(engine: Engine, options: MigrateOptions): Promise<void> {
  const { database } = engine
  const logger = options.logger ?? noopLogger
  await createDatabase(engine)
  await engine.command(
    `CREATE TABLE IF NOT EXISTS ${database}.schema_migrations (
      version UInt32 COMMENT 'Step of the schema',
      name String,
      applied_at DateTime DEFAULT now()
    ) ENGINE = MergeTree ORDER BY version COMMENT 'Steps of the schema that were taken'`,
  )

  const migrations = schemaMigrations(database)
  const present = await presentVersion(engine)
  const newest = migrations.at(-1)?.version ?? 0
  if (present > newest) {
    throw new StorageError(
      'SCHEMA_TOO_NEW',
      `database ${database} has schema version ${present} and this package knows ${newest}: use the newer package`,
      { retryable: false },
    )
  }
  for (const migration of migrations) {
    if (migration.version > present) {
      await apply(engine, migration)
      logger.info('clickhouse schema migrated', {
        database,
        version: migration.version,
        name: migration.name,
      })
    }
  }
  await setRetention(engine, options.retentionDays)
}

/** Asks first: an account may own a database without the right to create one. */
async function createDatabase(engine: Engine): Promise<void> {
  const found = await engine.rows('SELECT name FROM system.databases WHERE name = {name:String}', {
    name: engine.database,
  })
  if (found.length === 0) await engine.command(`CREATE DATABASE IF NOT EXISTS ${engine.database}`)
}

async function presentVersion(engine: Engine): Promise<number> {
  const rows = await engine.rows(`SELECT max(version) FROM ${engine.database}.schema_migrations`)
  return Number(rows[0]?.[0] ?? 0)
}

async function apply(engine: Engine, migration: Migration): Promise<void> {
  for (const statement of migration.statements) await engine.command(statement)
  await engine.command(
    `INSERT INTO ${engine.database}.schema_migrations (version, name) SELECT {version:UInt32}, {name:String}`,
    { version: migration.version, name: migration.name },
  )
}

async function setRetention(engine: Engine, days: number): Promise<void> {
  if (!Number.isSafeInteger(days) || days < 1) {
    throw new StorageError('CLICKHOUSE_CONFIG', `retention of ${days} days is not a whole number from 1`, {
      retryable: false,
    })
  }
  const ttl = `toDateTime(event_time) + toIntervalDay(${days})`
  for (const table of RETAINED_TABLES) {
    const rows = await engine.rows(
      'SELECT create_table_query FROM system.tables WHERE database = {database:String} AND name = {table:String}',
      { database: engine.database, table },
    )
    if (String(rows[0]?.[0]).includes(`TTL ${ttl} `)) continue
    // Rows are dropped by the merges that come anyway, not by rewriting the table now.
    await engine.command(
      `ALTER TABLE ${engine.database}.${table} MODIFY TTL ${ttl} SETTINGS materialize_ttl_after_modify = 0`,
    )
  }
}
