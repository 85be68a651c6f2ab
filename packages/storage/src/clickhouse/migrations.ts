import { type Logger, noopLogger } from '@org/events'
import { StorageError } from '../errors.ts'
import type { Engine } from './engine.ts'
import { fillTables } from './fill.ts'
import { setRetention } from './retention.ts'
import type { Migration } from './schema/migration.ts'
import { distributedTable, onCluster, type Placement, storageEngine, storedIn } from './schema/placement.ts'
import { schemaMigrations } from './schema/schema-migrations.ts'

export interface MigrateOptions {
  readonly retentionDays: number
  readonly logger?: Logger
}

/** Brings the database to this package's schema and the retention to its option. Safe to run at every start. */
export async function migrate(engine: Engine, placement: Placement, options: MigrateOptions): Promise<void> {
  const { database } = placement
  const logger = options.logger ?? noopLogger
  await createDatabase(engine, placement)
  await checkPlacement(engine, placement)
  for (const statement of createMigrationsTable(placement)) await engine.command(statement)

  const migrations = schemaMigrations(placement)
  const present = await presentVersion(engine)
  const newest = migrations.at(-1)?.version ?? 0
  if (present > newest) {
    throw new StorageError(
      'SCHEMA_TOO_NEW',
      `database ${database} has schema version ${present} and this package knows ${newest}: use the newer package`,
      { retryable: false },
    )
  }
  const due = migrations.filter(({ version }) => version > present)
  for (const { statements } of due) await execute(engine, statements)
  // By the newest columns, which a step alone may not have made yet.
  if (due.some(({ fillsTables }) => fillsTables === true)) await fillTables(engine, placement, logger)
  for (const migration of due) {
    await remember(engine, placement, migration)
    logger.info('clickhouse schema migrated', { database, version: migration.version, name: migration.name })
  }
  await setRetention(engine, placement, options.retentionDays)
}

/** Asks first: an account may own a database without the right to create one. */
async function createDatabase(engine: Engine, placement: Placement): Promise<void> {
  const found = await engine.rows('SELECT name FROM system.databases WHERE name = {name:String}', {
    name: engine.database,
  })
  if (found.length === 0 || placement.cluster !== null) {
    await engine.command(`CREATE DATABASE IF NOT EXISTS ${engine.database}${onCluster(placement)}`)
  }
}

/** A database cannot be moved on or off a cluster: its tables are in the place of those it would need. */
async function checkPlacement(engine: Engine, { database, cluster }: Placement): Promise<void> {
  const found = await engine.rows(
    `SELECT engine FROM system.tables WHERE database = {database:String} AND name = 'schema_migrations'`,
    { database },
  )
  const present = found[0]?.[0]
  if (present === undefined || (present === 'Distributed') === (cluster !== null)) return
  throw new StorageError(
    'CLICKHOUSE_CONFIG',
    cluster === null
      ? `database ${database} was made on a cluster: name the cluster, or another database`
      : `database ${database} was made without a cluster and cannot be on ${cluster}: name another database`,
    { retryable: false },
  )
}

/** The table that remembers which steps were taken. */
export function createMigrationsTable(placement: Placement): string[] {
  const table = 'schema_migrations'
  return [
    `CREATE TABLE IF NOT EXISTS ${storedIn(placement, table)}${onCluster(placement)} (
      version UInt32 COMMENT 'Step of the schema',
      name String,
      applied_at DateTime DEFAULT now()
    ) ENGINE = ${storageEngine(placement, 'MergeTree', table)} ORDER BY version COMMENT 'Steps of the schema that were taken'`,
    ...distributedTable(placement, table, 'rand()'),
  ]
}

async function presentVersion(engine: Engine): Promise<number> {
  const rows = await engine.rows(`SELECT max(version) FROM ${engine.database}.schema_migrations`)
  return Number(rows[0]?.[0] ?? 0)
}

async function execute(engine: Engine, statements: Migration['statements']): Promise<void> {
  for (const step of statements) {
    if (typeof step === 'string') await engine.command(step)
    else if ((await engine.rows(step.onlyIf)).length > 0) await engine.command(step.statement)
  }
}

async function remember(engine: Engine, placement: Placement, migration: Migration): Promise<void> {
  const sync = placement.cluster === null ? '' : 'SETTINGS distributed_foreground_insert = 1'
  await engine.command(
    `INSERT INTO ${engine.database}.schema_migrations (version, name) ${sync} SELECT {version:UInt32}, {name:String}`,
    { version: migration.version, name: migration.name },
  )
}
