import { quoted } from '../engine.ts'
import { columnDefinition, createFillingView, viewName } from './event-table.ts'
import { COLUMNS_OF_VERSION_3, features } from './features.ts'
import { createHexView, hexViewName } from './hex-views.ts'
import type { ConditionalStatement, Migration } from './migration.ts'
import { dropMode, onCluster, type Placement, storedIn, storedName } from './placement.ts'

/** Value, limit, and what is remembered of the sender become columns of `features`, also of earlier events. */
export function version3(placement: Placement): Migration {
  return {
    version: 3,
    name: 'features: value, limit and sender',
    statements: [
      ...widenFeatures(placement),
      createFillingView(placement, features),
      createHexView(placement, features),
    ],
    fillsTables: true,
  }
}

/**
 * Its rows are made again from the events, with all columns. Only while the table is still that of version 2: what is
 * asked is changed last, and a second node finds it done.
 */
function widenFeatures(placement: Placement): ConditionalStatement[] {
  const { database, cluster } = placement
  const where = onCluster(placement)
  const mode = dropMode(placement)
  const name = features.name
  // What is written through is widened before what is stored, by which it is asked.
  const tables =
    cluster === null ? [storedIn(placement, name)] : [`${database}.${name}`, storedIn(placement, name)]
  const added = COLUMNS_OF_VERSION_3.map((column) => `ADD COLUMN IF NOT EXISTS ${columnDefinition(column)}`)
  const last = COLUMNS_OF_VERSION_3.at(-1)?.name ?? ''
  const onlyIf = `SELECT 1 WHERE (SELECT count() FROM system.columns WHERE database = ${quoted(database)} AND table = ${quoted(storedName(placement, name))} AND name = ${quoted(last)}) = 0`
  return [
    `DROP VIEW IF EXISTS ${database}.${viewName(features)}${where}${mode}`,
    `DROP VIEW IF EXISTS ${database}.${hexViewName(features)}${where}${mode}`,
    `TRUNCATE TABLE ${storedIn(placement, name)}${where}${mode}`,
    ...tables.map((table) => `ALTER TABLE ${table}${where}\n  ${added.join(',\n  ')}`),
  ].map((statement) => ({ onlyIf, statement }))
}
