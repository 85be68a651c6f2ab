import type { Machine } from '../report/report.ts'
import { table } from '../report/tables.ts'
import type { Floor } from './measure-parts.ts'

/** What `artifacts/perf/floors.json` holds. A change of its shape raises `schema_version`. */
export interface FloorsReport {
  readonly schema: 'mevscope.perf.floors'
  readonly schema_version: 1
  /** ISO 8601. */
  readonly date: string
  readonly commit: string
  readonly modified: boolean
  readonly machine: Machine
  readonly settings: {
    readonly seed: number
    readonly transactions: number
    readonly clients: number
    readonly rounds: number
  }
  readonly events_per_transaction: number
  /** Of a line, without its line feed. */
  readonly bytes_per_event: number
  readonly floors: readonly Floor[]
  /** Processor time of a transaction by stage: the sum of its parts. */
  readonly cpu_us_per_tx: Readonly<Record<string, number>>
}

/** Processor time by stage of what one transaction takes. */
export function sumsByStage(floors: readonly Floor[]): Readonly<Record<string, number>> {
  const sums: Record<string, number> = {}
  for (const { stage, cpu_us, per_transaction } of floors) {
    if (per_transaction === 0) continue
    sums[stage] = Math.round(((sums[stage] ?? 0) + cpu_us * per_transaction) * 100) / 100
  }
  return sums
}

/** All of a report for people. */
export function floorsText(report: FloorsReport): string {
  const { machine, floors, events_per_transaction: events, bytes_per_event: bytes } = report
  return [
    `${machine.cpu}, ${machine.cores} cores, ${machine.kernel}, Node ${machine.node}; ${events} events a transaction, ${bytes} bytes an event`,
    table([
      ['part', 'of', 'CPU µs', 'elapsed µs', 'a tx', 'CPU µs/tx'],
      ...floors.map(({ name, unit, cpu_us, elapsed_us, per_transaction }) => [
        name,
        unit,
        cpu_us,
        elapsed_us,
        ...(per_transaction === 0 ? ['', ''] : [per_transaction, (cpu_us * per_transaction).toFixed(2)]),
      ]),
    ]),
    table([
      ['a transaction at least', 'CPU µs'],
      ...Object.entries(report.cpu_us_per_tx).map(([stage, us]) => [stage, us.toFixed(2)]),
    ]),
  ].join('\n\n')
}
