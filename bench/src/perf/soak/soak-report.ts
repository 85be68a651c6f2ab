import type { Machine } from '../report/report.ts'
import type { ChaosCounts } from './chaos.ts'

/** What a soak leaves. A change of its shape raises `schema_version`. */
export interface SoakReport {
  readonly schema: 'mevscope.perf.soak'
  readonly schema_version: 2
  /** ISO 8601. */
  readonly date: string
  readonly commit: string
  readonly modified: boolean
  readonly machine: Machine
  readonly minutes: number
  readonly rate: number
  readonly chaos: ChaosCounts
  readonly kills: number
  /** How long ago the oldest hash without an outcome was told then; well over a second, the machine was too busy. */
  readonly behind_at_kill_s: number
  /** From the kill until the server was ready again. */
  readonly ready_after_kill_ms: number
  readonly events: number
  readonly transactions: number
  readonly sequence: { readonly connections: number; readonly faults: readonly string[] }
  /** Announced = fetched + null + rejected + dropped + in flight, looked at again and again. */
  readonly identity: {
    readonly looks: number
    /** By the accounting of the last look, in its process. */
    readonly announced: number
    readonly faults: readonly string[]
  }
  /** Whether anybody was told what the node announced. */
  readonly sight: {
    /** Distinct hashes, by the node's count. */
    readonly told: number
    readonly untold: number
    readonly longest_blind_s: number
  }
  /** Hashes that a subscriber was told, each looked for among the events. */
  readonly ids: {
    readonly checked: number
    readonly decoded: number
    readonly rejected: number
    readonly dropped: number
    /** Those of `dropped` that were told long before or after the node refused to answer. */
    readonly dropped_unexcused: number
    /** Told in the second before the kill and until the server was back, and never heard of again. */
    readonly lost_at_kill: number
    readonly lost: number
  }
  /** `null` when ClickHouse did not get there in time. */
  readonly clickhouse: {
    readonly rows: number
    readonly numbers: number
    readonly last: number
    readonly decoded: number
  } | null
  readonly rss: {
    readonly first_mb: number
    readonly last_mb: number
    readonly max_mb: number
    /** Over the second half of the run, all of it after the kill. */
    readonly slope_mb_per_hour: number
    /** What it would add over that half, as a share; judged in runs of ten minutes and more. */
    readonly growth: number
  }
  readonly failures: readonly string[]
}
