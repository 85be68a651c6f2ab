import { fileURLToPath } from 'node:url'
import { createSystemClock, type Logger } from '@org/events'
import { createLiveRpcRuntime, type LiveRpcOptions } from '@org/ingest'
import {
  createPrometheusMetrics,
  createTelemetry,
  type NodeRuntime,
  NodeRuntimeBuilder,
} from '@org/node-runtime'
import { createSearcher } from '@org/searcher'
import { createStorage, type StorageOptions } from '@org/storage'
import { createVizApi, type VizApiOptions } from '@org/viz-api'
import { accessOf } from './config/access-of.ts'
import { clickhouseOf } from './config/clickhouse-of.ts'
import type { ServerConfig } from './config/load-config.ts'
import { stateSettings } from './state/state-settings.ts'
import { createStateStage } from './state/state-stage.ts'

/** From `src/` and from `dist/` alike. */
const BUILT_DASHBOARD = fileURLToPath(new URL('../../dashboard/dist', import.meta.url))

/** How sources begin whose events came from an archive. */
const IMPORTED = 'import:'

/** What stands in the place of what the environment says, for whoever builds a node in a program: tests. */
export interface NodeOverrides {
  readonly storage?: Partial<StorageOptions>
  readonly ingest?: Partial<LiveRpcOptions>
  readonly api?: Partial<Pick<VizApiOptions, 'alerts' | 'stream'>>
}

/** Picks the implementations and wires them: ingest → searcher → storage → API, one process, nothing started. */
export function buildNode(
  { env, role, chains, registry }: ServerConfig,
  log: Logger,
  overrides: NodeOverrides = {},
): NodeRuntime {
  const metrics = createPrometheusMetrics()
  const clock = createSystemClock()
  const telemetry = createTelemetry({ logger: log, clock, debug: env.LOG_LEVEL === 'debug' })
  const { logger } = telemetry
  const shared = { logger, metrics, clock }

  const storage = createStorage({
    ...shared,
    dataDir: env.DATA_DIR,
    clickhouse: clickhouseOf(env),
    queueCapacity: env.STORAGE_QUEUE_CAPACITY,
    flushBatch: env.STORAGE_FLUSH_BATCH,
    flushIntervalMs: env.STORAGE_FLUSH_INTERVAL_MS,
    walSegmentBytes: env.WAL_SEGMENT_BYTES,
    walRetentionBytes: env.WAL_RETENTION_BYTES,
    retentionDays: env.STORAGE_RETENTION_DAYS,
    // What the last run saw is not new to this one; what was read from files is not in any pool.
    onRestored: (event) => {
      if (!event.source_id.startsWith(IMPORTED)) source?.restore(event)
    },
    ...overrides.storage,
  })
  const builder = new NodeRuntimeBuilder().withLogger(logger).withClock(clock).withStorage(storage)

  const state = createStateStage({ ...shared, settings: stateSettings(env), chains, registry })
  const { poolStates } = state
  const searcher = createSearcher({ ...shared, registry, ...(poolStates === null ? {} : { poolStates }) })
  builder.withSearcher(state.watch(searcher))
  const source =
    env.VIZ_API_INGEST_MODE === 'off'
      ? null
      : createLiveRpcRuntime({
          ...shared,
          chains,
          maxSeenHashes: env.VIZ_API_MAX_SEEN_HASHES,
          rpcBatchSize: env.VIZ_API_RPC_BATCH_SIZE,
          maxInFlight: env.VIZ_API_RPC_MAX_IN_FLIGHT,
          batchFlushMs: env.VIZ_API_RPC_BATCH_FLUSH_MS,
          retryAttempts: env.VIZ_API_RPC_RETRY_ATTEMPTS,
          retryBackoffMs: env.VIZ_API_RPC_RETRY_BACKOFF_MS,
          silentChainTimeoutSecs: env.VIZ_API_SILENT_CHAIN_TIMEOUT_SECS,
          ...overrides.ingest,
        })
  if (source !== null) builder.withSource(state.attach(source))

  return builder
    .withApi((status, worker) =>
      createVizApi({
        ...shared,
        ports: {
          log: storage.log,
          models: storage.models,
          replays: storage.replays,
          status,
          metricsPage: () => metrics.page(),
          figures: metrics,
          telemetry,
          worker,
          ...(source === null ? {} : { ingest: source }),
        },
        bind: env.VIZ_API_BIND,
        role,
        ingestMode: env.VIZ_API_INGEST_MODE,
        dashboardDir: env.VIZ_API_DASHBOARD_DIR ?? BUILT_DASHBOARD,
        access: accessOf(env),
        ...overrides.api,
      }),
    )
    .build()
}
