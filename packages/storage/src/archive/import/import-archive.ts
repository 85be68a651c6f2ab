import { resolve } from 'node:path'
import { createSystemClock, noopMetrics } from '@org/events'
import type { Engine } from '../../clickhouse/engine.ts'
import { openEngine } from '../../clickhouse/open-engine.ts'
import { createStorage } from '../../storage.ts'
import { clickHouseTarget } from '../click-house-target.ts'
import { createEventIntake } from '../event-intake.ts'
import { readCsv } from '../layout/csv-reader.ts'
import { sightingRows, transactionRows } from '../layout/csv-rows.ts'
import { filePath } from '../plain-path.ts'
import { checkSourceFile, readText } from '../source-file.ts'
import {
  checkImportOptions,
  type ImportFormat,
  type ImportOptions,
  type ImportSummary,
} from './import-options.ts'
import { importPages } from './import-pages.ts'
import {
  type ImportRow,
  type PlacedRow,
  type RowContext,
  readSighting,
  readTransaction,
} from './import-rows.ts'
import { createImportTally } from './import-tally.ts'
import { withParquet } from './parquet-staging.ts'
import type { Rejection } from './rejection.ts'

const DAY_MS = 86_400_000
const DEFAULT_SET = 'dumpster'
const DEFAULT_RETENTION_DAYS = 14

/**
 * Makes events of this node out of files in the layout of mempool-dumpster, and waits until ClickHouse has them. What
 * is stored already is left out: the same file again adds nothing, and an import that was interrupted is completed
 * by running it again. Rows that cannot be read are counted, never the end of a file.
 * @throws StorageError `ARCHIVE_FILE` for a file that is not in its format, before anything is imported;
 * `ARCHIVE_OPTIONS`, and what `createStorage` throws
 */
export async function importArchive(options: ImportOptions): Promise<ImportSummary> {
  checkImportOptions(options)
  if (options.format === 'parquet') for (const file of options.files) filePath(file, options.clickhouse)
  for (const file of options.files)
    await checkSourceFile(file, options.format === 'parquet' ? 'parquet' : 'text')
  const storage = createStorage({
    dataDir: options.dataDir,
    // Every page waits for ClickHouse.
    flushIntervalMs: 20,
    ...(options.clickhouse === undefined ? {} : { clickhouse: options.clickhouse }),
    ...(options.retentionDays === undefined ? {} : { retentionDays: options.retentionDays }),
    ...(options.logger === undefined ? {} : { logger: options.logger }),
    ...(options.clock === undefined ? {} : { clock: options.clock }),
  })
  await storage.start()
  try {
    const engine = await openEngine(clickHouseTarget(options), noopMetrics)
    try {
      // A server that does not answer is an error here: nothing can be looked up.
      await engine.rows('SELECT 1')
      return await importFiles(options, engine, storage)
    } finally {
      await engine.close()
    }
  } finally {
    await storage.stop()
  }
}

async function importFiles(
  options: ImportOptions,
  engine: Engine,
  storage: ReturnType<typeof createStorage>,
): Promise<ImportSummary> {
  const signal = options.signal ?? new AbortController().signal
  const clock = options.clock ?? createSystemClock()
  const tally = createImportTally()
  const intake = createEventIntake({ storage, clock, signal })
  const context: RowContext = {
    set: options.set ?? DEFAULT_SET,
    chainId: options.chainId ?? 1,
    newestMs: clock.nowUs() / 1000 + DAY_MS,
    oldestMs: clock.nowUs() / 1000 - (options.retentionDays ?? DEFAULT_RETENTION_DAYS) * DAY_MS,
  }
  // What an interrupted run left in the log has to be in ClickHouse before it is asked.
  await intake.drained()
  for (const file of options.files) {
    if (signal.aborted) break
    const report = (): void => options.onProgress?.({ file, ...tally.counts() })
    await withRows(engine, storage.log.nodeId, options.format, file, context, (rows) =>
      importPages({ file, rows, engine, intake, tally, signal, report }),
    )
  }
  const clickhouse = storage.status().find(({ name }) => name === 'clickhouse')
  return {
    ...tally.counts(),
    isComplete: !signal.aborted,
    firstRejected: tally.firstRejected(),
    clickhouse: clickhouse?.detail ?? null,
  }
}

/** Opens a file as rows of its format. */
async function withRows(
  engine: Engine,
  nodeId: string,
  format: ImportFormat,
  file: string,
  context: RowContext,
  use: (rows: AsyncIterable<PlacedRow>) => Promise<void>,
): Promise<void> {
  switch (format) {
    case 'parquet':
      return await withParquet(engine, nodeId.replaceAll('-', ''), resolve(file), (staging) =>
        use(read(staging.rows(), (row) => readTransaction(row, context))),
      )
    case 'csv':
      return await use(
        read(transactionRows(readCsv(readText(file)), file), (row) => readTransaction(row, context)),
      )
    case 'sourcelog':
      return await use(read(sightingRows(readCsv(readText(file)), file), (row) => readSighting(row, context)))
  }
}

async function* read<Row extends { readonly place: number }>(
  rows: AsyncIterable<Row>,
  reader: (row: Row) => ImportRow | Rejection,
): AsyncGenerator<PlacedRow, void, undefined> {
  for await (const row of rows) yield { place: row.place, row: reader(row) }
}
