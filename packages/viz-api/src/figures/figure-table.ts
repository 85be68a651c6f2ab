import { type Expression, now, quantile, rate, total } from './expression.ts'

/** A number of `/metrics/snapshot`. */
export interface Figure {
  readonly name: string
  readonly help: string
  readonly expression: Expression
}

/** Numbers that are of the same thing: one object, or one per combination of labels. */
export interface FigureSection {
  readonly name: string
  /** Labels that tell the rows apart; none: the section is one object. */
  readonly by: readonly string[]
  readonly figures: readonly Figure[]
}

/** Rates and quantiles are over this time, in seconds. */
export const WINDOW_SECONDS = 60

const figure = (name: string, help: string, expression: Expression): Figure => ({ name, help, expression })
const SOURCE = { by: ['chain_id', 'source_id'] }
const perSecond = (metric: string, narrowing?: Parameters<typeof rate>[2]): Expression =>
  rate(metric, WINDOW_SECONDS, narrowing)
const p = (share: number, metric: string, narrowing?: Parameters<typeof quantile>[3]): Expression =>
  quantile(share, metric, WINDOW_SECONDS, narrowing)

/** Every figure: the answer, its schema, the page about it and the panels for Grafana are made of this table. */
export const FIGURE_SECTIONS: readonly FigureSection[] = [
  {
    name: 'ingest',
    by: SOURCE.by,
    figures: [
      figure('announced_total', 'Distinct hashes announced.', total('ingest_announced_total', SOURCE)),
      figure('announced_per_s', 'The same per second.', perSecond('ingest_announced_total', SOURCE)),
      figure(
        'duplicates_total',
        'Announcements of hashes that the source had shown before.',
        total('ingest_duplicates_total', SOURCE),
      ),
      figure(
        'fetched_total',
        'Announced hashes whose body was handed on.',
        total('ingest_fetched_total', SOURCE),
      ),
      figure('fetched_per_s', 'The same per second.', perSecond('ingest_fetched_total', SOURCE)),
      figure(
        'drops_total',
        'Announced hashes that ended without a stored body.',
        total('ingest_drops_total', SOURCE),
      ),
      figure('drops_per_s', 'The same per second.', perSecond('ingest_drops_total', SOURCE)),
      figure('rejects_total', 'Bodies and frames that were refused.', total('ingest_rejects_total', SOURCE)),
      figure('rejects_per_s', 'The same per second.', perSecond('ingest_rejects_total', SOURCE)),
      figure('in_flight', 'Announced hashes that are not settled yet.', total('ingest_in_flight', SOURCE)),
      figure(
        'queue_depth',
        'Hashes that the source holds: waiting for a batch, in one, or for a retry.',
        total('ingest_queue_depth', SOURCE),
      ),
      figure(
        'queue_capacity',
        'Most hashes that the source holds unsettled.',
        total('ingest_queue_capacity', SOURCE),
      ),
      figure('connected', '1 while subscribed, else 0.', total('ingest_ws_connected', SOURCE)),
      figure('rotations_total', 'Changes of the endpoint in use.', total('ingest_rotations_total', SOURCE)),
      figure('silent_seconds', 'Since the last announcement.', total('ingest_silent_seconds', SOURCE)),
      figure(
        'open_gap_seconds',
        'Length of the longest gap that is open.',
        total('ingest_open_gap_seconds', SOURCE),
      ),
      figure('gap_seconds_total', 'Seconds without sight.', total('ingest_gap_seconds_total', SOURCE)),
      figure('rpc_errors_total', 'Batches that failed.', total('ingest_rpc_errors_total', SOURCE)),
      figure('rpc_p50_seconds', 'Median time of a batch.', p(0.5, 'ingest_rpc_seconds', SOURCE)),
      figure('rpc_p99_seconds', '99th percentile of the same.', p(0.99, 'ingest_rpc_seconds', SOURCE)),
    ],
  },
  {
    name: 'chains',
    by: ['chain_id'],
    figures: [
      figure('head_number', 'Newest block that is followed.', now('ingest_head_number')),
      figure(
        'mined_total',
        'Transactions of the blocks that were read.',
        total('ingest_mined_transactions_total', { by: ['chain_id'] }),
      ),
      figure(
        'foreseen_total',
        'Those of them that were known before their block.',
        total('ingest_foreseen_transactions_total', { by: ['chain_id'] }),
      ),
      figure('coverage', 'Share of them of late.', now('ingest_coverage_ratio')),
      figure('coverage_baseline', 'What that share usually is.', now('ingest_coverage_baseline_ratio')),
      figure(
        'tracked_transactions',
        'Transactions whose fate is followed.',
        now('ingest_tracked_transactions'),
      ),
      figure('reorgs_total', 'Reorganisations.', total('ingest_reorgs_total', { by: ['chain_id'] })),
    ],
  },
  {
    name: 'visible',
    by: [],
    figures: [
      figure(
        'p50_seconds',
        'Median time from announcement to durable and visible.',
        p(0.5, 'ingest_to_visible_seconds'),
      ),
      figure('p99_seconds', '99th percentile of the same.', p(0.99, 'ingest_to_visible_seconds')),
    ],
  },
  {
    name: 'storage',
    by: [],
    figures: [
      figure('events_total', 'Events made durable.', total('storage_events_total')),
      figure('events_per_s', 'The same per second.', perSecond('storage_events_total')),
      figure('queue_depth', 'Events accepted and not yet durable.', now('storage_queue_depth')),
      figure('queue_capacity', 'Bound of that queue.', now('storage_queue_capacity')),
      figure('durable_seq', 'Number of the last durable event.', now('storage_durable_seq')),
      figure('wal_bytes_total', 'Bytes appended to the write-ahead log.', total('storage_wal_bytes_total')),
      figure('wal_bytes_per_s', 'The same per second.', perSecond('storage_wal_bytes_total')),
      figure('wal_segments', 'Segments on disk.', now('storage_wal_segments')),
      figure(
        'commit_seconds',
        'How long the commit that is under way takes so far.',
        now('storage_commit_seconds'),
      ),
      figure('fsync_p50_seconds', 'Median time of a flush.', p(0.5, 'storage_wal_fsync_seconds')),
      figure('fsync_p99_seconds', '99th percentile of the same.', p(0.99, 'storage_wal_fsync_seconds')),
      figure(
        'clickhouse_lag_events',
        'Durable events that are not in ClickHouse.',
        now('storage_clickhouse_lag_events'),
      ),
      figure(
        'clickhouse_lag_seconds',
        'How long the oldest of them waits.',
        now('storage_clickhouse_lag_seconds'),
      ),
      figure(
        'clickhouse_insert_p99_seconds',
        '99th percentile of the time of an insert.',
        p(0.99, 'storage_clickhouse_insert_seconds'),
      ),
      figure('clickhouse_errors_total', 'Failed attempts.', total('storage_clickhouse_errors_total')),
      figure(
        'dead_letters_total',
        'Events that ClickHouse refused.',
        total('storage_clickhouse_dead_letters_total'),
      ),
    ],
  },
  {
    name: 'searcher',
    by: [],
    figures: [
      figure(
        'analyze_p50_seconds',
        'Median time to analyse a transaction.',
        p(0.5, 'searcher_analyze_seconds'),
      ),
      figure('analyze_p99_seconds', '99th percentile of the same.', p(0.99, 'searcher_analyze_seconds')),
      figure('opportunities_total', 'Opportunities detected.', total('searcher_opportunities_total')),
      figure('opportunities_per_s', 'The same per second.', perSecond('searcher_opportunities_total')),
      figure('errors_total', 'Analyses and strategies that failed.', total('searcher_errors_total')),
    ],
  },
  {
    name: 'strategies',
    by: ['strategy'],
    figures: [
      figure(
        'opportunities_total',
        'Opportunities detected.',
        total('searcher_opportunities_total', { by: ['strategy'] }),
      ),
      figure(
        'opportunities_per_s',
        'The same per second.',
        perSecond('searcher_opportunities_total', { by: ['strategy'] }),
      ),
    ],
  },
  {
    name: 'streams',
    by: [],
    figures: [
      figure('clients', 'Stream clients now.', now('stream_clients')),
      figure(
        'slow_disconnects_total',
        'Clients cut because they did not read.',
        total('stream_slow_disconnects_total'),
      ),
    ],
  },
  {
    name: 'http',
    by: [],
    figures: [
      figure('requests_total', 'Requests answered.', total('http_request_seconds_count')),
      figure('requests_per_s', 'The same per second.', perSecond('http_request_seconds_count')),
      figure(
        'errors_per_s',
        'Those of them that ended with 500 and above, per second.',
        perSecond('http_request_seconds_count', { match: [{ label: 'status', pattern: '5..' }] }),
      ),
      figure('p50_seconds', 'Median time of an answer.', p(0.5, 'http_request_seconds')),
      figure('p99_seconds', '99th percentile of the same.', p(0.99, 'http_request_seconds')),
    ],
  },
  {
    name: 'process',
    by: [],
    figures: [
      figure('resident_bytes', 'Memory of the process.', now('process_resident_memory_bytes')),
      figure('heap_used_bytes', 'JavaScript heap in use.', now('nodejs_heap_size_used_bytes')),
      figure('cpu_cores', 'Processor time per second.', perSecond('process_cpu_seconds_total')),
      figure(
        'event_loop_share',
        'Share of the time in which the event loop was at work: near 1 it does not keep up.',
        perSecond('nodejs_eventloop_active_seconds_total'),
      ),
      figure('started_unix_s', 'When the process began.', now('process_start_time_seconds')),
    ],
  },
]
