import { quoted } from '../engine.ts'
import { type Column, columnDefinition, createFillingView, type EventTable, viewName } from './event-table.ts'
import { FEATURE_COLUMNS_OF_VERSION_3, features } from './features.ts'
import { createHexView, hexViewName } from './hex-views.ts'
import type { Migration } from './migration.ts'
import { OPPORTUNITY_COLUMNS_OF_VERSION_3, opportunities } from './opportunities.ts'
import { dropMode, onCluster, type Placement, storedIn, storedName } from './placement.ts'

/** Value, limit and sender become columns of `features`, simulations of `opportunities`: also of earlier events. */
export function version3(placement: Placement): Migration {
  return {
    version: 3,
    name: 'features: value, limit and sender; opportunities: simulations',
    statements: [
      ...widen(placement, features, FEATURE_COLUMNS_OF_VERSION_3),
      ...widen(placement, opportunities, OPPORTUNITY_COLUMNS_OF_VERSION_3),
    ],
    fillsTables: true,
  }
}

/**
 * The table's rows are made again from the events, with all columns. Taken down only while the table is still that of
 * version 2: what is asked is changed last, and a second node finds it done.
 */
function widen(placement: Placement, table: EventTable, columns: readonly Column[]): Migration['statements'] {
  const { database, cluster } = placement
  const where = onCluster(placement)
  const mode = dropMode(placement)
  const { name } = table
  // What is written through is widened before what is stored, by which it is asked.
  const tables =
    cluster === null ? [storedIn(placement, name)] : [`${database}.${name}`, storedIn(placement, name)]
  const added = columns.map((column) => `ADD COLUMN IF NOT EXISTS ${columnDefinition(column)}`)
  const last = columns.at(-1)?.name ?? ''
  const onlyIf = `SELECT 1 WHERE (SELECT count() FROM system.columns WHERE database = ${quoted(database)} AND table = ${quoted(storedName(placement, name))} AND name = ${quoted(last)}) = 0`
  const taken = [
    `DROP VIEW IF EXISTS ${database}.${viewName(table)}${where}${mode}`,
    `DROP VIEW IF EXISTS ${database}.${hexViewName(table)}${where}${mode}`,
    `TRUNCATE TABLE ${storedIn(placement, name)}${where}${mode}`,
    ...tables.map((stored) => `ALTER TABLE ${stored}${where}\n  ${added.join(',\n  ')}`),
  ]
  return [
    ...taken.map((statement) => ({ onlyIf, statement })),
    createFillingView(placement, table),
    createHexView(placement, table),
  ]
}
