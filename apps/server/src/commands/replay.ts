import type { ReplayPoint } from '@org/events'
import { type ReplayStoredOptions, replayStored, type StoredReplay } from '@org/storage'
import { clickhouseOf } from '../config/clickhouse-of.ts'
import type { Command, CommandContext, CommandResult } from './command.ts'
import { counted } from './counted.ts'

type Range = Pick<ReplayStoredOptions, 'from' | 'to' | 'stride'>

export const replayCommand: Command = {
  name: 'replay',
  summary: 'Makes past states again from stored events and compares them with what the node noted',
  options: [
    { name: 'from', value: '<number>', help: 'first event of the range (default: the first of the log)' },
    { name: 'to', value: '<number>', help: 'last event of the range (default: the last one)' },
    { name: 'stride', value: '<number>', help: 'events between two lines (default: about twenty lines)' },
    {
      name: 'format',
      value: '<table|json>',
      help: 'json: one line, as GET /replay answers (default: table)',
    },
  ],
  files: null,
  notes: [
    'Reads the write-ahead log, and ClickHouse for what that no longer holds, and changes neither. The node may be',
    'running unless its embedded ClickHouse is needed. A digest that differs from the checkpoint ends with exit code 1:',
    'the stored events are not those that the node had in memory, or another version reads them otherwise.',
  ],
  prepare(args) {
    const from = args.positive('from')
    const to = args.positive('to')
    const stride = args.positive('stride')
    const format = args.oneOf('format', ['table', 'json'])
    if (from !== null && to !== null && from > to) args.note('--to', 'is before --from')
    const range: Range = {
      ...(from === null ? {} : { from }),
      ...(to === null ? {} : { to }),
      ...(stride === null ? {} : { stride }),
    }
    return (context) => run(range, format ?? 'table', context)
  },
}

async function run(
  range: Range,
  format: 'table' | 'json',
  { env, logger, signal, progress }: CommandContext,
): Promise<CommandResult> {
  try {
    const replay = await replayStored({
      ...range,
      dataDir: env.DATA_DIR,
      clickhouse: clickhouseOf(env),
      retentionDays: env.STORAGE_RETENTION_DAYS,
      signal,
      logger,
      onProgress: (seq) => progress.show(`event ${seq.toLocaleString('en-US')}`),
    })
    const lines = format === 'json' ? [JSON.stringify(replay.report)] : tableOf(replay)
    return { lines, isComplete: true, isRight: replay.checkpoint.outcome !== 'different' }
  } catch (error) {
    if (!signal.aborted) throw error
    return { lines: [], isComplete: false }
  }
}

function tableOf({ nodeId, report, checkpoint }: StoredReplay): readonly string[] {
  const { points, complete_from: completeFrom, added_total: added, removed_total: removed } = report
  return [
    `node ${nodeId}, read from event ${report.read_from.toLocaleString('en-US')} on`,
    `${'event'.padStart(14)}  ${'time (UTC)'.padEnd(23)}  ${'pending'.padStart(9)}  state`,
    ...points.map(rowOf),
    completeFrom === null
      ? 'events before or within the range cannot be read: no state is complete'
      : `complete from event ${completeFrom.toLocaleString('en-US')} on`,
    `${counted(added, 'transactions')} became pending over the range, ${counted(removed, 'transactions')} no longer are`,
    comparison(checkpoint),
  ]
}

function rowOf({ seq, ingest_ts_unix_us: us, pending, digest, complete }: ReplayPoint): string {
  const time = new Date(us / 1000).toISOString().replace('T', ' ').slice(0, 23)
  const state = complete ? digest : `${digest} (incomplete)`
  return `${seq.toLocaleString('en-US').padStart(14)}  ${time}  ${pending.toLocaleString('en-US').padStart(9)}  ${state}`
}

function comparison({ outcome, seq }: StoredReplay['checkpoint']): string {
  switch (outcome) {
    case 'same':
      return `the state at event ${seq.toLocaleString('en-US')} is the one that the node noted in its checkpoint`
    case 'different':
      return `THE STATE AT EVENT ${seq.toLocaleString('en-US')} IS NOT THE ONE THAT THE NODE NOTED IN ITS CHECKPOINT`
    case 'none':
      return 'the node noted no checkpoint that can be compared within the range'
  }
}
