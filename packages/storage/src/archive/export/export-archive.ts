import { mkdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import { createSystemClock, noopMetrics } from '@org/events'
import type { Engine } from '../../clickhouse/engine.ts'
import { openEngine } from '../../clickhouse/open-engine.ts'
import { dataDirLayout } from '../../data-dir/data-dir.ts'
import { createStorage } from '../../storage.ts'
import { archiveOptions } from '../archive-errors.ts'
import { clickHouseTarget } from '../click-house-target.ts'
import { createEventIntake } from '../event-intake.ts'
import { isDirectory } from '../is-directory.ts'
import { filePath } from '../plain-path.ts'
import type { ExportedFile, ExportOptions, ExportSummary } from './export-options.ts'
import {
  chainsQuery,
  daysQuery,
  EXPORT_FORMATS,
  EXPORT_SETTINGS,
  type ExportRange,
  exportQuery,
} from './export-query.ts'
import { makeFile } from './new-file.ts'

const DAY_MS = 86_400_000
/** Before the year 2200, which is as far as a time with microseconds goes. */
const END_OF_TIME_MS = 7_000_000_000_000

/**
 * Writes transactions or sightings to files in the layout of mempool-dumpster; ClickHouse itself writes them. A file
 * has its name only when it is whole, and replaces an older one of that name.
 * @throws StorageError `ARCHIVE_OPTIONS`, `ARCHIVE_FILE`, `DISK_FULL`; `DATA_DIR_IN_USE` where ClickHouse is embedded
 * and a node runs on the directory
 */
export async function exportArchive(options: ExportOptions): Promise<ExportSummary> {
  if (options.what === 'sightings' && options.format === 'parquet') {
    throw archiveOptions('sightings are exported as CSV: the dumpster has no Parquet of them')
  }
  return await withEngine(options, async (engine) => {
    const range = await rangeOf(engine, options)
    return await writeFiles(engine, options, range)
  })
}

/** Opens ClickHouse; an embedded one with everything in it that its node had made durable. */
async function withEngine<T>(options: ExportOptions, use: (engine: Engine) => Promise<T>): Promise<T> {
  if (options.clickhouse?.kind === 'server') return await withOpenEngine(options, use)
  const { root } = dataDirLayout(options.dataDir)
  if (!(await isDirectory(root))) throw archiveOptions(`there is no data directory at ${root}`)
  const storage = createStorage({
    dataDir: root,
    ...(options.retentionDays === undefined ? {} : { retentionDays: options.retentionDays }),
    ...(options.logger === undefined ? {} : { logger: options.logger }),
  })
  await storage.start()
  try {
    await createEventIntake({
      storage,
      clock: createSystemClock(),
      signal: options.signal ?? new AbortController().signal,
      onWaiting: options.onWaiting,
    }).drained()
    return await withOpenEngine(options, use)
  } finally {
    await storage.stop()
  }
}

async function withOpenEngine<T>(options: ExportOptions, use: (engine: Engine) => Promise<T>): Promise<T> {
  const engine = await openEngine(clickHouseTarget(options), noopMetrics)
  try {
    const found = await engine.rows(
      `SELECT name FROM system.tables WHERE database = {database:String} AND name = 'lifecycle'`,
      { database: engine.database },
    )
    if (found.length === 0) {
      throw archiveOptions(
        `the database ${engine.database} has no table lifecycle: no node of this version has used it yet`,
      )
    }
    return await use(engine)
  } finally {
    await engine.close()
  }
}

async function rangeOf(engine: Engine, options: ExportOptions): Promise<ExportRange> {
  const range: ExportRange = {
    chainId: options.chainId ?? null,
    fromMs: Math.max(0, options.fromMs ?? 0),
    toMs: Math.min(END_OF_TIME_MS, options.toMs ?? END_OF_TIME_MS),
  }
  if (range.fromMs >= range.toMs) throw archiveOptions('the end of the range is not after its beginning')
  if (options.what === 'transactions' || range.chainId !== null) return range
  const chains = (await engine.rows(chainsQuery(engine.database, range))).map(([id]) => String(id))
  if (chains.length <= 1) return range
  throw archiveOptions(
    `a file of sightings does not name the chain, and there are several: choose one of ${chains.join(', ')}`,
  )
}

async function writeFiles(
  engine: Engine,
  options: ExportOptions,
  range: ExportRange,
): Promise<ExportSummary> {
  const { what, format, out, signal } = options
  const days = (await engine.rows(daysQuery(engine.database, what, range))).map(([day, rows, without]) => ({
    day: String(day),
    rows: Number(rows),
    without: Number(without),
  }))
  const isByDay = out.endsWith('/') || (await isDirectory(out))
  if (isByDay) await mkdir(out, { recursive: true })
  const total = days.reduce((sum, { rows }) => sum + rows, 0)
  const wanted = isByDay
    ? days
        .filter(({ rows }) => rows > 0)
        .map(({ day, rows }) => ({
          path: filePath(resolve(out, fileName(day, options)), options.clickhouse),
          rows,
          range: within(range, Date.parse(day)),
        }))
    : [{ path: filePath(out, options.clickhouse), rows: total, range }]

  const files: ExportedFile[] = []
  for (const [index, { path, rows, range: part }] of wanted.entries()) {
    if (signal?.aborted === true) break
    options.onProgress?.({ file: path, rows, index: index + 1, files: wanted.length })
    const { name, settings } = EXPORT_FORMATS[format]
    const query = exportQuery(engine.database, what, format, part)
    const bytes = await makeFile(path, (temporary) =>
      engine.saveAnswer(query, { path: temporary, format: name }, { ...EXPORT_SETTINGS, ...settings }),
    )
    files.push({ path, rows, bytes })
  }
  return {
    files,
    rows: files.reduce((sum, { rows }) => sum + rows, 0),
    withoutBody: days.reduce((sum, { without }) => sum + without, 0),
    isComplete: files.length === wanted.length,
  }
}

/** As the dumpster names them. */
function fileName(day: string, { what, format }: ExportOptions): string {
  return what === 'sightings' ? `${day}_sourcelog.csv` : `${day}.${format}`
}

function within(range: ExportRange, dayMs: number): ExportRange {
  return { ...range, fromMs: Math.max(range.fromMs, dayMs), toMs: Math.min(range.toMs, dayMs + DAY_MS) }
}
