import { join } from 'node:path'
import { noopMetrics } from '@org/events'
import { tempDir } from '@org/testkit'
import type { Engine } from '../src/clickhouse/engine.ts'
import type { EventStoreOptions } from '../src/clickhouse/event-store.ts'
import { openEngine } from '../src/clickhouse/open-engine.ts'

/** A place for one test: a fresh database and a way to look into it beside the store. */
export interface Place {
  readonly options: EventStoreOptions
  /** Opens a second look at the same database; closed by the test. */
  look(): Promise<Engine>
  remove(): Promise<void>
}

/** A place on the embedded engine. */
export async function embeddedPlace(): Promise<Place> {
  const folder = await tempDir()
  const target = { kind: 'embedded', path: join(folder.path, 'clickhouse') } as const
  return {
    options: { ...target, nodeId: 'node-a', retentionDays: 14 },
    look: () => openEngine(target, noopMetrics),
    remove: folder.remove,
  }
}

/** Rows of a query in which `DB.` stands for the database. */
export async function rowsAt(place: Place, query: string): Promise<readonly (readonly unknown[])[]> {
  const engine = await place.look()
  try {
    return await engine.rows(query.replaceAll('DB.', `${engine.database}.`))
  } finally {
    await engine.close()
  }
}

/** Runs statements in which `DB.` stands for the database. */
export async function runAt(place: Place, ...statements: readonly string[]): Promise<void> {
  const engine = await place.look()
  try {
    for (const statement of statements)
      await engine.command(statement.replaceAll('DB.', `${engine.database}.`))
  } finally {
    await engine.close()
  }
}
