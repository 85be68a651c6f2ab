import { type BackfillCounts, type BackfillSource, backfillClickHouse } from '@org/storage'
import { clickhouseOf } from '../config/clickhouse-of.ts'
import type { Arguments } from './arguments.ts'
import type { Command, CommandContext, CommandResult } from './command.ts'
import { counted } from './counted.ts'

export const backfillCommand: Command = {
  name: 'backfill',
  summary: 'Brings events of a write-ahead log or of files into ClickHouse, each once',
  options: [
    {
      name: 'wal',
      value: '<directory>',
      help: 'another data directory, or its wal/ (default: that of DATA_DIR)',
    },
    {
      name: 'archive',
      value: '<file>',
      help: 'lines of events, answers of /events, or dead letters; may be gzip; repeatable',
      isRepeated: true,
    },
    { name: 'from', value: '<number>', help: 'only events from this number on' },
    { name: 'to', value: '<number>', help: 'only events up to this number' },
  ],
  files: null,
  notes: [
    'Events keep their numbers and the node that gave them. Only what ClickHouse lacks is inserted: a second run inserts',
    'nothing, and one that was interrupted is completed by running it again. A log elsewhere is read and never changed;',
    'the node that wrote it must not be running into the same ClickHouse meanwhile.',
  ],
  prepare(args) {
    const source = readSource(args)
    const fromSeq = args.positive('from')
    const toSeq = args.positive('to')
    if (fromSeq !== null && toSeq !== null && fromSeq > toSeq) args.note('--to', 'is before --from')
    return (context) => run(source, fromSeq, toSeq, context)
  },
}

function readSource(args: Arguments): BackfillSource {
  const path = args.text('wal')
  const files = args.texts('archive')
  if (path !== null && files.length > 0) args.note('--archive', 'is given beside --wal: choose one')
  if (files.length > 0) return { kind: 'archive', files }
  return path === null ? { kind: 'own' } : { kind: 'wal', path }
}

async function run(
  source: BackfillSource,
  fromSeq: number | null,
  toSeq: number | null,
  { env, logger, signal, progress }: CommandContext,
): Promise<CommandResult> {
  progress.show('opening the log and ClickHouse')
  const summary = await backfillClickHouse({
    source,
    dataDir: env.DATA_DIR,
    clickhouse: clickhouseOf(env),
    retentionDays: env.STORAGE_RETENTION_DAYS,
    ...(fromSeq === null ? {} : { fromSeq }),
    ...(toSeq === null ? {} : { toSeq }),
    signal,
    logger,
    onWaiting: (events) => progress.show(`waiting for ClickHouse to take ${counted(events, 'events')}`),
    onProgress: (counts) => progress.show(eventsOf(counts)),
  })
  return {
    lines: [
      eventsOf(summary),
      ...(summary.nodeIds.length === 0 ? [] : [`of ${summary.nodeIds.map((id) => `node ${id}`).join(', ')}`]),
      ...(summary.expired === 0
        ? []
        : [
            `${counted(summary.expired, 'events')} older than STORAGE_RETENTION_DAYS=${env.STORAGE_RETENTION_DAYS} days were left out`,
          ]),
      ...summary.notes,
    ],
    isComplete: summary.isComplete,
  }
}

function eventsOf({ events, inserted, alreadyStored, refused, unreadable }: BackfillCounts): string {
  const others = [
    ...(refused === 0 ? [] : [`${refused.toLocaleString('en-US')} refused`]),
    ...(unreadable === 0 ? [] : [`${counted(unreadable, 'lines')} without an event`]),
  ]
  return [
    `${counted(events, 'events')}: ${inserted.toLocaleString('en-US')} inserted`,
    `${alreadyStored.toLocaleString('en-US')} already there`,
    ...others,
  ].join(', ')
}
