import { quoted } from '../engine.ts'
import { createEventTable, type EventTable } from './event-table.ts'
import { EVENT_TABLES, ROW_TABLES } from './event-tables.ts'
import { features, featuresOfVersion2 } from './features.ts'
import { createHexViews } from './hex-views.ts'
import type { ConditionalStatement, Migration } from './migration.ts'
import { opportunities, opportunitiesOfVersion2 } from './opportunities.ts'
import { dropMode, onCluster, type Placement, storedName } from './placement.ts'

/** A table for each thing that events tell of, filled by views; `transactions` has one row per transaction. */
export function version2(placement: Placement): Migration {
  return {
    version: 2,
    name: 'a table for each thing that events tell of',
    statements: [
      ...dropVersion1Transactions(placement),
      ...EVENT_TABLES.map(asOfThen).flatMap((table) => createEventTable(placement, table)),
      ...createHexViews(placement, ROW_TABLES.map(asOfThen)),
      ...commentMigrations(placement),
    ],
    fillsTables: true,
  }
}

/** The table as this version made it. */
function asOfThen(table: EventTable): EventTable {
  if (table === features) return featuresOfVersion2
  return table === opportunities ? opportunitiesOfVersion2 : table
}

/**
 * Only while the table is still that of version 1: another node may have made the new one a moment ago. What is asked
 * is dropped last.
 */
function dropVersion1Transactions(placement: Placement): ConditionalStatement[] {
  const { database, cluster } = placement
  const stored = storedName(placement, 'transactions')
  const onlyIf = `SELECT 1 FROM system.columns WHERE database = ${quoted(database)} AND table = ${quoted(stored)} AND name = 'seq'`
  const where = onCluster(placement)
  const mode = dropMode(placement)
  const tables = cluster === null ? [stored] : ['transactions', stored]
  return [
    `DROP VIEW IF EXISTS ${database}.transactions_from_events${where}${mode}`,
    ...tables.map((table) => `DROP TABLE IF EXISTS ${database}.${table}${where}${mode}`),
  ].map((statement) => ({ onlyIf, statement }))
}

/** Columns that version 1 left without a comment. */
function commentMigrations(placement: Placement): string[] {
  const { database, cluster } = placement
  const tables =
    cluster === null
      ? ['schema_migrations']
      : [storedName(placement, 'schema_migrations'), 'schema_migrations']
  return tables.flatMap((table) => [
    `ALTER TABLE ${database}.${table}${onCluster(placement)} COMMENT COLUMN name 'What the step is about'`,
    `ALTER TABLE ${database}.${table}${onCluster(placement)} COMMENT COLUMN applied_at 'When it was taken'`,
  ])
}
