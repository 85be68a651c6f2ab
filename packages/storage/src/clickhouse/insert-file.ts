import { rm, writeFile } from 'node:fs/promises'
import { quoted, type StatementSettings, settingsClause } from './engine.ts'

/** Characters with a meaning of their own in a path that the engine reads. */
const PATTERN = /[*?{}]/

/** Whether the engine reads a file of this name as that file. */
export function isPlainPath(path: string): boolean {
  return !PATTERN.test(path)
}

/**
 * Inserts JSON lines by way of a file, never flushed and gone afterwards. The embedded engine reads lines within a
 * statement twice as text of the statement before it parses them: 4.2 µs of CPU for an event instead of 1.6.
 */
export async function insertFile(
  run: (statement: string) => Promise<unknown>,
  path: string,
  table: string,
  lines: Uint8Array,
  settings: StatementSettings,
): Promise<void> {
  try {
    await writeFile(path, lines)
    await run(
      `INSERT INTO ${table} FROM INFILE ${quoted(path)} ${settingsClause(settings)} FORMAT JSONEachRow`,
    )
  } finally {
    // Also what a full disk left of it.
    await rm(path, { force: true })
  }
}
