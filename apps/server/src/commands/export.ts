import { type ExportOptions, exportArchive } from '@org/storage'
import { clickhouseOf } from '../config/clickhouse-of.ts'
import type { Arguments } from './arguments.ts'
import type { Command, CommandContext, CommandResult } from './command.ts'
import { counted } from './counted.ts'

export const exportCommand: Command = {
  name: 'export',
  summary: 'Writes transactions or sightings to Parquet or CSV files',
  options: [
    { name: 'what', value: '<transactions|sightings>', help: 'what is exported', isRequired: true },
    { name: 'format', value: '<parquet|csv>', help: 'sightings are CSV', isRequired: true },
    {
      name: 'out',
      value: '<path>',
      help: 'a file, or a directory for one file per UTC day',
      isRequired: true,
    },
    { name: 'from', value: '<day|time>', help: 'first seen from here on (default: the oldest)' },
    { name: 'to', value: '<day|time>', help: 'a day: to its end; a time: before it (default: no end)' },
    { name: 'chain-id', value: '<number>', help: 'only this chain' },
  ],
  files: null,
  notes: [
    'A path that ends in / or is a directory gets 2026-11-29.parquet, 2026-11-29.csv or 2026-11-29_sourcelog.csv for',
    'each day. Files that are there are replaced, each when the new one is whole. Layouts: docs/export.md.',
    'With the embedded ClickHouse no server may run on DATA_DIR meanwhile; with CLICKHOUSE_URL it may.',
  ],
  prepare(args) {
    const options = readOptions(args)
    return (context) => run(options, context)
  },
}

type Chosen = Pick<ExportOptions, 'what' | 'format' | 'out' | 'fromMs' | 'toMs' | 'chainId'>

function readOptions(args: Arguments): Chosen {
  const what = args.oneOf('what', ['transactions', 'sightings'])
  const format = args.oneOf('format', ['parquet', 'csv'])
  const fromMs = args.moment('from', 'begin')
  const toMs = args.moment('to', 'end')
  const chainId = args.positive('chain-id')
  if (what === 'sightings' && format === 'parquet') args.note('--format', 'sightings are exported as csv')
  if (fromMs !== null && toMs !== null && fromMs >= toMs) args.note('--to', 'is not after --from')
  return {
    what: what ?? 'transactions',
    format: format ?? 'csv',
    out: args.text('out') ?? '',
    ...(fromMs === null ? {} : { fromMs }),
    ...(toMs === null ? {} : { toMs }),
    ...(chainId === null ? {} : { chainId }),
  }
}

async function run(
  chosen: Chosen,
  { env, logger, signal, progress }: CommandContext,
): Promise<CommandResult> {
  progress.show('looking for what there is')
  const summary = await exportArchive({
    ...chosen,
    dataDir: env.DATA_DIR,
    clickhouse: clickhouseOf(env),
    retentionDays: env.STORAGE_RETENTION_DAYS,
    signal,
    logger,
    onWaiting: (events) => progress.show(`waiting for ClickHouse to take ${counted(events, 'events')}`),
    onProgress: ({ file, rows, index, files }) =>
      progress.show(`file ${index} of ${files}: ${file}, ${counted(rows, chosen.what)}`),
  })
  return {
    lines: [
      ...summary.files.map(
        ({ path, rows, bytes }) => `${path}: ${counted(rows, chosen.what)}, ${bytes} bytes`,
      ),
      `exported ${counted(summary.rows, chosen.what)} to ${counted(summary.files.length, 'files')}`,
      ...(summary.withoutBody === 0
        ? []
        : [
            `left out ${counted(summary.withoutBody, 'transactions')} that were seen and whose body is not known`,
          ]),
    ],
    isComplete: summary.isComplete,
  }
}
