import { resolve } from 'node:path'
import { createSystemClock } from '@org/events'
import { type DataDirLayout, dataDirLayout, openDataDir } from '../../data-dir/data-dir.ts'
import { createStorage } from '../../storage.ts'
import { createNodeFileSystem } from '../../wal/fs.ts'
import { openReadOnlyWal } from '../../wal/read-only.ts'
import { archiveOptions } from '../archive-errors.ts'
import { createEventIntake } from '../event-intake.ts'
import { isDirectory } from '../is-directory.ts'
import { checkSourceFile } from '../source-file.ts'
import { backfillFiles } from './backfill-files.ts'
import type { BackfillOptions, BackfillSummary } from './backfill-options.ts'
import { type BackfillTally, createBackfillTally } from './backfill-tally.ts'
import { openBackfillTarget } from './backfill-target.ts'
import { backfillWal } from './backfill-wal.ts'

const DAY_US = 86_400_000_000
const DEFAULT_RETENTION_DAYS = 14

/**
 * Brings events of an older log or of files into ClickHouse under the numbers and the node they have: those that
 * ClickHouse lacks, each once, however often it is run and wherever it was interrupted.
 *
 * The node whose log is read must not be shipping into the same ClickHouse meanwhile.
 * @throws StorageError `WAL_CORRUPT` with file and offset, `ARCHIVE_FILE`, `ARCHIVE_OPTIONS`, `DATA_DIR_IN_USE` where
 * the data directory is needed, and what ClickHouse is worth
 */
export async function backfillClickHouse(options: BackfillOptions): Promise<BackfillSummary> {
  const { source } = options
  const layout = dataDirLayout(options.dataDir)
  const isOwn = source.kind === 'own' || (source.kind === 'wal' && isWithin(layout, source.path))
  const walDirectory = isOwn ? layout.wal : source.kind === 'wal' ? await walDirectoryOf(source.path) : null
  if (source.kind === 'archive') {
    if (source.files.length === 0) throw archiveOptions('no file of events was named')
    for (const file of source.files) await checkSourceFile(file, 'text')
  }
  const tally = createBackfillTally()
  const release = isOwn ? await runOwnNode(options, layout) : await holdEmbedded(options, layout)
  try {
    const target = await openBackfillTarget(options)
    try {
      await fill(options, walDirectory, target, tally)
      await target.complete()
      return {
        ...tally.counts(),
        nodeIds: target.nodeIds(),
        isComplete: options.signal?.aborted !== true,
        notes: tally.notes(),
      }
    } finally {
      await target.close()
    }
  } finally {
    await release()
  }
}

async function fill(
  options: BackfillOptions,
  walDirectory: string | null,
  target: Awaited<ReturnType<typeof openBackfillTarget>>,
  tally: BackfillTally,
): Promise<void> {
  const clock = options.clock ?? createSystemClock()
  const shared = {
    target,
    tally,
    fromSeq: options.fromSeq ?? 1,
    toSeq: options.toSeq ?? Number.MAX_SAFE_INTEGER,
    oldestUs: clock.nowUs() - (options.retentionDays ?? DEFAULT_RETENTION_DAYS) * DAY_US,
    signal: options.signal ?? new AbortController().signal,
    report: () => options.onProgress?.(tally.counts()),
  }
  if (walDirectory === null) {
    const files = options.source.kind === 'archive' ? options.source.files : []
    await backfillFiles({ ...shared, files })
    return
  }
  const wal = await openReadOnlyWal(createNodeFileSystem(), walDirectory)
  if (wal.lastSeq === 0 && options.source.kind === 'wal')
    throw archiveOptions(`there is no write-ahead log in ${walDirectory}`)
  const torn = wal.tornTail
  if (torn !== null) {
    tally.note(
      `the log ends torn: ${torn.bytes} bytes from offset ${torn.offset} of ${torn.path} are left out (${torn.why})`,
    )
  }
  await backfillWal({ ...shared, wal })
}

/** Lets the node of the directory bring its end into ClickHouse as it does at every start; it takes no new events. */
async function runOwnNode(options: BackfillOptions, layout: DataDirLayout): Promise<() => Promise<void>> {
  if (!(await isDirectory(layout.wal))) throw archiveOptions(`there is no write-ahead log in ${layout.root}`)
  const storage = createStorage({
    dataDir: layout.root,
    ...(options.clickhouse === undefined ? {} : { clickhouse: options.clickhouse }),
    ...(options.retentionDays === undefined ? {} : { retentionDays: options.retentionDays }),
    ...(options.logger === undefined ? {} : { logger: options.logger }),
  })
  await storage.start()
  try {
    await createEventIntake({
      storage,
      clock: options.clock ?? createSystemClock(),
      signal: options.signal ?? new AbortController().signal,
      onWaiting: options.onWaiting,
    }).drained()
  } catch (error) {
    await storage.stop()
    throw error
  }
  return () => storage.stop()
}

/** Holds the data directory where the engine is in it. */
async function holdEmbedded(options: BackfillOptions, layout: DataDirLayout): Promise<() => Promise<void>> {
  if (options.clickhouse?.kind === 'server') return async () => {}
  const dataDir = await openDataDir(layout, createNodeFileSystem())
  return () => dataDir.release()
}

function isWithin(layout: DataDirLayout, path: string): boolean {
  return [layout.root, layout.wal].includes(resolve(path))
}

/** A data directory's log, or the folder itself. */
async function walDirectoryOf(path: string): Promise<string> {
  const inside = resolve(path, 'wal')
  if (await isDirectory(inside)) return inside
  if (await isDirectory(path)) return resolve(path)
  throw archiveOptions(`there is no directory ${resolve(path)}`)
}
