import {
  type Clock,
  DROP_REASONS,
  GAP_CAUSES,
  type GapCause,
  type Histogram,
  type Labels,
  type MempoolClass,
  type Metrics,
  REJECT_REASONS,
  type ReadMetric,
} from '@org/events'
import type { Account } from './accounting.ts'

/** What a source measures as it happens; everything else is read from it when it is asked for. */
export interface SourceMeters {
  readonly batchSize: Histogram
  readonly rpcSeconds: Histogram
}

/** The numbers of one source, which it keeps anyway. */
export interface SourceReadings {
  readonly chainId: number
  readonly sourceId: string
  readonly mempool: MempoolClass
  readonly account: Account
  /** Hashes it holds: waiting for a batch, in one, or waiting for a retry. What its capacity bounds. */
  readonly queueDepth: number
  readonly queueCapacity: number
  readonly connected: boolean
  readonly rotations: number
  /** Answers of its nodes that said "slower". */
  readonly rateLimited: number
  gapSeconds(nowUs: number): ReadonlyMap<GapCause, number>
  /** Length of the longest open gap; 0 while none is open. */
  openGapSeconds(nowUs: number): number
  /** Since the last announcement, or since the start before the first; `null` before the start. */
  silentSeconds(nowUs: number): number | null
}

const SOURCE_LABELS = ['chain_id', 'source_id']

/** Declares the histograms; returns the ones of a source. */
export function createMeters(metrics: Metrics): (chainId: number, sourceId: string) => SourceMeters {
  const batchSize = metrics.histogram({
    name: 'ingest_rpc_batch_size',
    help: 'Hashes in one HTTP batch.',
    labelNames: SOURCE_LABELS,
    buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024],
  })
  const rpcSeconds = metrics.histogram({
    name: 'ingest_rpc_seconds',
    help: 'From sending one HTTP batch to its parsed answer, also a failed one.',
    labelNames: SOURCE_LABELS,
    buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10],
  })
  return (chainId, sourceId) => {
    const labels = { chain_id: chainId, source_id: sourceId }
    return { batchSize: batchSize.labels(labels), rpcSeconds: rpcSeconds.labels(labels) }
  }
}

/** Declares everything that is read from the sources: the same numbers as in the accounting. */
export function observeSources(metrics: Metrics, clock: Clock, sources: readonly SourceReadings[]): void {
  const each =
    (read: (source: SourceReadings, report: (value: number, labels?: Labels) => void) => void): ReadMetric =>
    (report) => {
      for (const source of sources) {
        const own = { chain_id: source.chainId, source_id: source.sourceId }
        read(source, (value, labels) => report(value, labels === undefined ? own : { ...own, ...labels }))
      }
    }
  const observe = (
    type: 'counter' | 'gauge',
    name: string,
    help: string,
    read: (source: SourceReadings) => number,
  ): void =>
    metrics.observe(
      type,
      { name, help, labelNames: SOURCE_LABELS },
      each((source, report) => report(read(source))),
    )

  observe('counter', 'ingest_announced_total', 'Distinct hashes announced.', (s) => s.account.announced)
  observe(
    'counter',
    'ingest_duplicates_total',
    'Announcements of hashes the source had shown before.',
    (s) => s.account.duplicates,
  )
  observe(
    'counter',
    'ingest_reannounced_total',
    'Duplicates that came after their hash was settled.',
    (s) => s.account.reannounced,
  )
  observe(
    'counter',
    'ingest_fetched_total',
    'Announced hashes whose body was handed on.',
    (s) => s.account.fetched,
  )
  observe(
    'gauge',
    'ingest_in_flight',
    'Announced hashes that are not settled yet.',
    (s) => s.account.inFlight,
  )
  observe(
    'gauge',
    'ingest_queue_depth',
    'Hashes a source holds: waiting for a batch, in one, or for a retry.',
    (s) => s.queueDepth,
  )
  observe('gauge', 'ingest_queue_capacity', 'Most hashes a source holds unsettled.', (s) => s.queueCapacity)
  observe(
    'counter',
    'ingest_rpc_errors_total',
    'HTTP batches that failed or were answered with an error.',
    (s) => s.account.rpcErrors,
  )
  observe(
    'counter',
    'ingest_rate_limited_total',
    'HTTP batches and their items that a node refused for coming too fast.',
    (s) => s.rateLimited,
  )
  observe(
    'counter',
    'ingest_backfilled_total',
    'Announced hashes that were read from a standing pool.',
    (s) => s.account.backfilled,
  )
  observe('gauge', 'ingest_ws_connected', '1 while subscribed, else 0.', (s) => (s.connected ? 1 : 0))
  observe('counter', 'ingest_rotations_total', 'Changes of the endpoint in use.', (s) => s.rotations)
  metrics.observe(
    'counter',
    {
      name: 'ingest_drops_total',
      help: 'Announced hashes that ended without a stored body.',
      labelNames: [...SOURCE_LABELS, 'reason'],
    },
    each(({ account }, report) => {
      // Every reason from the start: what comes up only with its first value has no rate at first.
      for (const reason of DROP_REASONS) {
        report(reason === 'not_found' ? account.nulls : (account.dropped.get(reason) ?? 0), { reason })
      }
    }),
  )
  metrics.observe(
    'counter',
    {
      name: 'ingest_rejects_total',
      help: 'Bodies and frames that were refused.',
      labelNames: [...SOURCE_LABELS, 'reason'],
    },
    each(({ account }, report) => {
      for (const reason of REJECT_REASONS) report(account.rejected.get(reason) ?? 0, { reason })
    }),
  )
  metrics.observe(
    'counter',
    {
      name: 'ingest_lost_events_total',
      help: 'Events beside TxDecoded that the storage refused.',
      labelNames: [...SOURCE_LABELS, 'reason'],
    },
    each(({ account }, report) => {
      for (const reason of DROP_REASONS) report(account.lostEvents.get(reason) ?? 0, { reason })
    }),
  )
  metrics.observe(
    'counter',
    {
      name: 'ingest_gap_seconds_total',
      help: 'Seconds without sight, the present gap included.',
      labelNames: [...SOURCE_LABELS, 'cause'],
    },
    each((source, report) => {
      const seconds = source.gapSeconds(clock.nowUs())
      for (const cause of GAP_CAUSES) report(seconds.get(cause) ?? 0, { cause })
    }),
  )
  observe(
    'gauge',
    'ingest_open_gap_seconds',
    'Length of the longest gap that is open; 0 while none is.',
    (s) => s.openGapSeconds(clock.nowUs()),
  )
  metrics.observe(
    'gauge',
    {
      name: 'ingest_silent_seconds',
      help: 'Time since the last announcement, or since the start before the first.',
      labelNames: [...SOURCE_LABELS, 'mempool'],
    },
    each((source, report) => {
      const seconds = source.silentSeconds(clock.nowUs())
      if (seconds !== null) report(seconds, { mempool: source.mempool })
    }),
  )
}
