import type { Engine } from '../../clickhouse/engine.ts'

/** A range of numbers of one insert. */
interface MarkedRange {
  readonly from: number
  readonly to: number
}

/**
 * Which inserts of a backfill began and did not end, kept in ClickHouse itself: an insert that a kill cut may be in
 * `events` and not in the tables behind it, and nothing about the rows would show that later.
 */
export interface BackfillMarks {
  /** Ranges whose insert is not known to have ended, of this run and of those before. */
  unfinished(): Promise<readonly MarkedRange[]>
  begin(range: MarkedRange): Promise<void>
  end(range: MarkedRange): Promise<void>
  /** Forgets everything: all is complete. */
  drop(): Promise<void>
}

/** Opens the marks of one node, and makes their table where it is missing. */
export async function openBackfillMarks(engine: Engine, nodeId: string): Promise<BackfillMarks> {
  const table = `${engine.database}.\`backfill_marks_${nodeId.replace(/[^A-Za-z0-9]/g, '_')}\``
  await engine.command(
    `CREATE TABLE IF NOT EXISTS ${table} (first UInt64, last UInt64, ended Bool)
     ENGINE = MergeTree ORDER BY first SETTINGS fsync_after_insert = 1
     COMMENT 'Inserts of a backfill while it runs; dropped at its end'`,
  )
  const mark = (ended: boolean) => (range: MarkedRange) =>
    engine.command(
      `INSERT INTO ${table} SELECT {from:UInt64}, {to:UInt64}, ${ended} SETTINGS async_insert = 0`,
      { ...range },
    )
  return {
    async unfinished() {
      const rows = await engine.rows(
        `SELECT first, last FROM ${table} GROUP BY first, last HAVING countIf(NOT ended) > countIf(ended) ORDER BY first, last`,
      )
      return rows.map(([from, to]) => ({ from: Number(from), to: Number(to) }))
    },
    begin: mark(false),
    end: mark(true),
    drop: () => engine.command(`DROP TABLE IF EXISTS ${table} SYNC`),
  }
}
