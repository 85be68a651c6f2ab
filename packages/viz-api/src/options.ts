import type {
  Clock,
  EventLog,
  IngestReports,
  Logger,
  Metrics,
  MetricsReader,
  ReadModels,
  ReplayReader,
  RuntimeStatus,
  TelemetryLog,
  WorkerHeartbeat,
} from '@org/events'
import type { AlertRule } from './alerts/alert-rule.ts'
import { ALERT_RULES } from './alerts/alert-rules.ts'
import type { AccessOptions, HttpLimits } from './gate/options.ts'
import type { ReadLimits } from './serve/read-limits.ts'

/** What the API reads. It never writes, and never asks who does. */
export interface VizApiPorts {
  readonly log: EventLog
  readonly models: ReadModels
  readonly status: RuntimeStatus
  /** The page of `GET /metrics`. */
  readonly metricsPage: () => Promise<MetricsPage>
  /** Behind `GET /accounting` and `GET /propagation`; without it they answer 501. */
  readonly ingest?: IngestReports
  /** Behind `GET /replay`; without it that answers 501. */
  readonly replays?: ReplayReader
  /** Behind `GET /metrics/snapshot` and `GET /alerts/evaluate`; without it they answer 501. */
  readonly figures?: MetricsReader
  /** Behind `GET /telemetry` and `GET /telemetry/stream`; without it they answer 501. */
  readonly telemetry?: TelemetryLog
  /** Behind `GET /worker/health`; without it that answers 501. */
  readonly worker?: WorkerHeartbeat
}

/** A metrics page with its media type. */
export interface MetricsPage {
  readonly contentType: string
  readonly body: string
}

/** Where to listen. Port 0: any free one. */
export interface Bind {
  readonly host: string
  readonly port: number
}

/** `all` and `api` serve everything; `worker` serves what is about the process, and no data. */
export type Role = 'all' | 'worker' | 'api'

/** Bounds and times of `GET /stream` and `GET /dashboard/events-v1`. */
export interface StreamLimits {
  /** Clients at once; a further one is refused with 503. @default 4096 */
  readonly maxClients: number
  /** Bytes that may wait for a client before it is cut with 1013. @default 8 MiB */
  readonly maxBufferedBytes: number
  /** Bytes that may wait for all clients together; beyond it those with the most are cut. @default 512 MiB */
  readonly maxTotalBufferedBytes: number
  /** Silence towards a client after which it gets a heartbeat, in milliseconds. @default 15000 */
  readonly heartbeatMs: number
  /** Longest time before a client hears that its filter hid events, in milliseconds. @default 250 */
  readonly progressMs: number
  /** Longest wait for a client to take a page of its catch-up before it is cut, in milliseconds. @default 60000 */
  readonly stallMs: number
  /** Events read from the log at a time while a client catches up. @default 500 */
  readonly pageSize: number
}

export const DEFAULT_STREAM_LIMITS: StreamLimits = {
  maxClients: 4_096,
  maxBufferedBytes: 8 * 1024 * 1024,
  maxTotalBufferedBytes: 512 * 1024 * 1024,
  heartbeatMs: 15_000,
  progressMs: 250,
  stallMs: 60_000,
  pageSize: 500,
}

/** How a process watches itself. */
export interface AlertOptions {
  /** @default {@link ALERT_RULES} */
  readonly rules: readonly AlertRule[]
  /** Time between two readings of the metrics, in milliseconds. @default 5000 */
  readonly sampleMs: number
}

export const DEFAULT_ALERT_OPTIONS: AlertOptions = { rules: ALERT_RULES, sampleMs: 5_000 }

export interface VizApiOptions {
  readonly ports: VizApiPorts
  readonly bind: Bind
  /** @default 'all' */
  readonly role?: Role
  /** Said in the log line `viz-api listening`. */
  readonly ingestMode: string
  /** Folder of the built page, served at `/`; without it `/` says how to build the page. */
  readonly dashboardDir?: string
  /** @default no logging */
  readonly logger?: Logger
  /** @default no metrics */
  readonly metrics?: Metrics
  /** @default the system's clock */
  readonly clock?: Clock
  readonly stream?: Partial<StreamLimits>
  /** Who may ask, from where, and how often. @default everyone, 600 requests a minute per address, no other origins */
  readonly access?: Partial<AccessOptions>
  /** Sizes, times and counts that no client may exceed. */
  readonly http?: Partial<HttpLimits>
  /** How long and how many reads may be under way. */
  readonly reads?: Partial<ReadLimits>
  /** What is judged by the figures, and how often they are read. */
  readonly alerts?: Partial<AlertOptions>
  /** Longest wait in `stop` for requests and streams under way, in milliseconds. @default 5000 */
  readonly drainMs?: number
}
