import type { Machine } from '../report/report.ts'
import type { ChaosCounts } from './chaos.ts'

/** What a soak leaves. A change of its shape raises `schema_version`. */
export interface SoakReport {
  readonly schema: 'mevscope.perf.soak'
  readonly schema_version: 1
  /** ISO 8601. */
  readonly date: string
  readonly commit: string
  readonly modified: boolean
  readonly machine: Machine
  readonly minutes: number
  readonly rate: number
  readonly chaos: ChaosCounts
  readonly kills: number
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
  /** Hashes that a subscriber was told, each looked for among the events. */
  readonly ids: {
    readonly checked: number
    /** Told while the server was killed, and never heard of again. */
    readonly lost_at_kill: number
    readonly lost: number
    /** Counted by the server as dropped or as null. */
    readonly accounted_losses: number
  }
  /** `null` when ClickHouse did not get there in time. */
  readonly clickhouse: { readonly rows: number; readonly numbers: number; readonly last: number } | null
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
