/** What `artifacts/perf/tx_pipeline_baseline.json` holds. A change of its shape raises `schema_version`. */
export interface PerfReport {
  readonly schema: 'mevscope.perf.tx_pipeline'
  readonly schema_version: 2
  /** ISO 8601. */
  readonly date: string
  readonly commit: string
  /** Whether files differed from the commit. */
  readonly modified: boolean
  readonly machine: Machine
  readonly settings: PerfSettings
  readonly ready_ms: number
  readonly classical: ClassicalFigures
  /** In the order of their rates. */
  readonly steps: readonly StepFigures[]
  /** Of the step with the most transactions per second among those that lost less than 0.5 %; of all, when none did. */
  readonly saturation: { readonly tx_per_second: number; readonly events_per_second: number }
  /** `null` when no profile was wanted. */
  readonly profile: ProfileFigures | null
  readonly targets: readonly Target[]
}

export interface Machine {
  readonly cores: number
  readonly cpu: string
  readonly memory_gb: number
  readonly kernel: string
  readonly node: string
  /** Processes that waited for a core before the run began, over one minute. */
  readonly load_before: number
}

export interface PerfSettings {
  readonly seed: number
  /** Steps of offered load, transactions per second. */
  readonly rates: readonly number[]
  readonly seconds: number
  /** Of load before each step, on the server of that step; 0 is none. */
  readonly warm_up_seconds: number
  readonly clients: number
  /** What the node shows: `hashes`, fetched in batches, or `full` transactions. */
  readonly subscription: 'hashes' | 'full'
  /** Rate under which the profile is taken; 0 is none. */
  readonly profile_rate: number
}

/** Milliseconds. */
export interface Quantiles {
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly max: number
}

/** One rate of offered load. */
export interface StepFigures {
  readonly offered_tx_per_second: number
  readonly announced: number
  /** Of the announced, at the first stream client. */
  readonly received: number
  /** Announced hashes that came to nothing and were not counted by the server. */
  readonly missing: number
  readonly dropped: Readonly<Record<string, number>>
  readonly rejected: Readonly<Record<string, number>>
  /** From the first announcement to the last arrival. */
  readonly tx_per_second: number
  readonly events_per_second: number
  /** From the node's socket to each client. */
  readonly announce_to_client_ms: Quantiles
  /** p99 of the server's own `ingest_to_visible_seconds`. */
  readonly ingest_to_visible_p99_ms: number
  readonly cpu_us_per_tx: {
    readonly process: number
    /** By thread; `null` where the system does not say. */
    readonly threads: { main: number; v8: number; others: number } | null
    /** One analysis, from `searcher_analyze_seconds`. */
    readonly searcher: number
  }
  /** Cores that were busy. */
  readonly cores: { readonly server: number; readonly clients: number; readonly node: number }
  /** Of the worst second. */
  readonly event_loop_delay_ms: { readonly p99: number; readonly max: number }
  readonly rss_mb: number
  readonly clickhouse_lag_events: { readonly max: number; readonly end: number }
  readonly fsync_p99_ms: number
  /** Clients that were cut because they did not read fast enough. */
  readonly client_cuts: number
  /** Longest pause of the node between two slices of announcements: what it delays, nobody else does. */
  readonly node_pause_ms: number
}

export interface ClassicalFigures {
  readonly transactions: number
  readonly events: number
  /** `GET /dashboard/snapshot` after a new transaction each time, until its last byte. */
  readonly snapshot_ms: Quantiles
  readonly snapshot_bytes: number
  /** A WebSocket from the number that many events back until it has them all. */
  readonly catch_up_events: number
  readonly catch_up_ms: Quantiles
}

/** Where the processor time of a steady load goes. */
export interface ProfileFigures {
  readonly tx_per_second: number
  readonly transactions: number
  /** The main thread, by package, garbage collection and what has no JavaScript; the profiler included. */
  readonly main_us_per_tx: Readonly<Record<string, number>>
  readonly other_threads_us_per_tx: Readonly<Record<string, number>> | null
}

/** A figure that this project wants to hold on two cores. */
export interface Target {
  readonly name: string
  readonly wanted: string
  readonly measured: number
  readonly met: boolean
}
