import type { PerfReport, StepFigures } from './report.ts'

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
const figure = new Intl.NumberFormat('en', { maximumFractionDigits: 1 })

/** Columns as wide as their widest cell; names to the left, figures to the right. */
export function table(rows: readonly (readonly (string | number)[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => String(row[column] ?? '').length)),
  )
  return rows
    .map((row) =>
      row
        .map((cell, column) => {
          const width = widths[column] ?? 0
          return column === 0 ? String(cell).padEnd(width) : String(cell).padStart(width)
        })
        .join('  '),
    )
    .join('\n')
}

const HEAD = [
  'offered tx/s',
  'tx/s',
  'events/s',
  'p50 ms',
  'p95 ms',
  'p99 ms',
  'max ms',
  'visible p99',
  'lost',
  'µs/tx',
  'main µs/tx',
  'loop p99 ms',
  'RSS MB',
  'lag events',
  'cores s+c+n',
]

function stepTable(steps: readonly StepFigures[]): string {
  return table([HEAD, ...steps.map(stepRow)])
}

function stepRow(step: StepFigures): readonly (string | number)[] {
  const { p50, p95, p99, max } = step.announce_to_client_ms
  const { server, clients, node } = step.cores
  return [
    whole.format(step.offered_tx_per_second),
    whole.format(step.tx_per_second),
    whole.format(step.events_per_second),
    ...[p50, p95, p99, max].map((ms) => ms.toFixed(1)),
    step.ingest_to_visible_p99_ms.toFixed(1),
    whole.format(step.announced - step.received),
    step.cpu_us_per_tx.process.toFixed(1),
    step.cpu_us_per_tx.threads?.main.toFixed(1) ?? '–',
    step.event_loop_delay_ms.p99.toFixed(1),
    step.rss_mb,
    whole.format(step.clickhouse_lag_events.max),
    `${server.toFixed(2)}+${clients.toFixed(2)}+${node.toFixed(2)}`,
  ]
}

/** All of a report for people. */
export function reportText(report: PerfReport): string {
  const { classical, profile, saturation, machine } = report
  const { snapshot_ms: snapshot, catch_up_ms: catchUp } = classical
  const parts = [
    `${machine.cpu}, ${machine.cores} cores, ${machine.memory_gb} GB, ${machine.kernel}, Node ${machine.node}`,
    stepTable(report.steps),
    ...lossLines(report.steps),
    `saturated at ${whole.format(saturation.tx_per_second)} tx/s, ${whole.format(saturation.events_per_second)} events/s`,
    table([
      [
        `${whole.format(classical.transactions)} transactions, ${whole.format(classical.events)} events`,
        'p50 ms',
        'p95 ms',
        'p99 ms',
        'max ms',
      ],
      [
        `snapshot, ${whole.format(classical.snapshot_bytes / 1000)} kB`,
        snapshot.p50,
        snapshot.p95,
        snapshot.p99,
        snapshot.max,
      ],
      [
        `stream catch-up, ${whole.format(classical.catch_up_events)} events`,
        catchUp.p50,
        catchUp.p95,
        catchUp.p99,
        catchUp.max,
      ],
    ]),
    ...(profile === null
      ? []
      : [
          table([
            [`CPU at ${whole.format(profile.tx_per_second)} tx/s, profiler on`, 'µs/tx'],
            ...Object.entries(profile.main_us_per_tx).map(([stage, us]) => [stage, us.toFixed(1)]),
            ...Object.entries(profile.other_threads_us_per_tx ?? {}).map(([kind, us]) => [
              `threads: ${kind}`,
              us.toFixed(1),
            ]),
          ]),
        ]),
    table([
      ['target (two cores)', 'wanted', 'measured', ''],
      ...report.targets.map(({ name, wanted, measured, met }) => [
        name,
        wanted,
        figure.format(measured),
        met ? 'met' : 'NOT MET',
      ]),
    ]),
  ]
  return parts.join('\n\n')
}

function lossLines(steps: readonly StepFigures[]): readonly string[] {
  return steps.flatMap((step) => {
    const reasons = Object.entries(step.dropped).map(([reason, count]) => `${reason} ${count}`)
    if (step.missing !== 0) reasons.push(`missing ${step.missing}`)
    if (step.client_cuts > 0) reasons.push(`clients cut ${step.client_cuts}`)
    return reasons.length === 0
      ? []
      : [`at ${whole.format(step.offered_tx_per_second)} tx/s: ${reasons.join(', ')}`]
  })
}
