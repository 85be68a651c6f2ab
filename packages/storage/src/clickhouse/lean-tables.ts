import type { Engine } from './engine.ts'
import { EVENT_TABLES } from './schema/event-tables.ts'

/** Settings of tables whose engine shares its cores and memory with the writer. */
const SETTINGS: readonly string[] = [
  // How much smaller than the parts beside it together the largest part of a merge must be. With 12 instead of
  // ClickHouse's 5 a row is merged half as often while events come in a stream (1.0 times instead of 2.3 in 15 seconds
  // of 30,000 a second), which is 2 to 4 µs of CPU for each; some more parts are there to be read.
  'merge_selector_base = 12',
  // An insert into `events` makes 15 files instead of 55. Making files is up to half of its CPU where the file system looks
  // long for a free inode (ext4 without a journal, after many were deleted). Merged parts are wide.
  'min_bytes_for_wide_part = 67108864',
  // Parts that were merged stay 8 minutes by default, for files that were not flushed; these are. At two inserts a second
  // that is 5,000 parts on disk and 16 kB of memory for each.
  'old_parts_lifetime = 60',
]

/**
 * Makes the tables of the embedded engine take less of what it shares with the writer. A server has cores of its own,
 * and may be of a version that does not know the settings.
 */
export async function makeTablesLean(engine: Engine): Promise<void> {
  const { database } = engine
  const rows = await engine.rows(
    `SELECT name FROM system.tables WHERE database = {database:String} AND name IN {tables:Array(String)}
     AND NOT arrayAll(setting -> position(engine_full, setting) > 0, {settings:Array(String)})`,
    {
      database,
      tables: ['events', ...EVENT_TABLES.map(({ name }) => name)],
      settings: [...SETTINGS],
    },
  )
  for (const [name] of rows) {
    await engine.command(`ALTER TABLE ${database}.${String(name)} MODIFY SETTING ${SETTINGS.join(', ')}`)
  }
}
