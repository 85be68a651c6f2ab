import type { LogFields, Logger } from './logger.ts'

/** One log event, without secrets and of bounded size. */
export interface TelemetryRecord {
  /** Counts up from 1 in one process. */
  readonly id: number
  readonly at_unix_us: number
  readonly level: keyof Logger
  readonly message: string
  readonly fields: LogFields
}

/** The latest log events of a process, in bounded memory. */
export interface TelemetryLog {
  /** Those after `afterId`, oldest first; of more than `limit` the newest. */
  recent(limit: number, afterId?: number): readonly TelemetryRecord[]
  /** Hears of each as it is logged. It must be quick and not log itself. Returns what ends it. */
  subscribe(listener: (record: TelemetryRecord) => void): () => void
}

/** When the worker of a node, which ingests and stores, was last seen at work. */
export interface WorkerHeartbeat {
  /** Unix microseconds; `null` before the first. */
  lastUs(): number | null
  /** A beat that is older says that the worker is not at work, in milliseconds. */
  readonly staleAfterMs: number
}
