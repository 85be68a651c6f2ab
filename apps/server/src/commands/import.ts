import { type ImportCounts, type ImportOptions, importArchive } from '@org/storage'
import { clickhouseOf } from '../config/clickhouse-of.ts'
import type { Arguments } from './arguments.ts'
import type { Command, CommandContext, CommandResult } from './command.ts'
import { counted } from './counted.ts'

export const importCommand: Command = {
  name: 'import',
  summary: 'Makes events of this node out of files in the layout of mempool-dumpster',
  options: [
    { name: 'format', value: '<parquet|csv|sourcelog>', help: 'what the files are', isRequired: true },
    {
      name: 'source-id',
      value: '<name>',
      help: 'events are of the source import:<name>/<source of the file> (default: dumpster)',
    },
    { name: 'chain-id', value: '<number>', help: 'chain of rows that do not say (default: 1)' },
  ],
  files: '<files…>',
  notes: [
    'What is stored already is left out: the same file again adds nothing, and an import that was interrupted is',
    'completed by running it again. Of one day, import the sourcelog first: it knows when each source saw what.',
    'Rows that cannot be read are counted and the first are shown. CSV may be gzip. Layouts: docs/export.md.',
  ],
  prepare(args) {
    const options = readOptions(args)
    return (context) => run(options, context)
  },
}

type Chosen = Pick<ImportOptions, 'format' | 'files' | 'set' | 'chainId'>

function readOptions(args: Arguments): Chosen {
  const set = args.text('source-id')
  const chainId = args.positive('chain-id')
  return {
    format: args.oneOf('format', ['parquet', 'csv', 'sourcelog']) ?? 'csv',
    files: args.files,
    ...(set === null ? {} : { set }),
    ...(chainId === null ? {} : { chainId }),
  }
}

async function run(
  chosen: Chosen,
  { env, logger, signal, progress }: CommandContext,
): Promise<CommandResult> {
  progress.show('starting the storage')
  const summary = await importArchive({
    ...chosen,
    dataDir: env.DATA_DIR,
    clickhouse: clickhouseOf(env),
    retentionDays: env.STORAGE_RETENTION_DAYS,
    signal,
    logger,
    onProgress: ({ file, ...counts }) => progress.show(`${file}: ${rowsOf(counts)}`),
  })
  const rejected = Object.entries(summary.rejected).map(([reason, count]) => `  ${reason}: ${count}`)
  const tooOld = summary.rejected.before_retention ?? 0
  return {
    lines: [
      rowsOf(summary),
      summary.clickhouse === null
        ? `made ${counted(summary.events, 'events')}, which ClickHouse has`
        : `made ${counted(summary.events, 'events')}; of ClickHouse: ${summary.clickhouse}`,
      ...(rejected.length === 0 ? [] : ['rejected rows:', ...rejected, 'the first of them:']),
      ...summary.firstRejected.map((text) => `  ${text}`),
      ...(tooOld === 0
        ? []
        : [
            `ClickHouse forgets events after STORAGE_RETENTION_DAYS=${env.STORAGE_RETENTION_DAYS} days: set it higher, for the server too, to import older rows`,
          ]),
    ],
    isComplete: summary.isComplete,
  }
}

function rowsOf({ rows, imported, alreadyStored, rejected }: ImportCounts): string {
  const bad = Object.values(rejected).reduce((sum, count) => sum + count, 0)
  return `${counted(rows, 'rows')}: ${imported.toLocaleString('en-US')} imported, ${alreadyStored.toLocaleString('en-US')} already there, ${bad.toLocaleString('en-US')} rejected`
}
