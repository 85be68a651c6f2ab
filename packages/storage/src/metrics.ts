import type { Counter, Histogram, Metrics } from '@org/events'

/** Doubling bounds in seconds. */
function doubling(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => first * 2 ** index)
}

/** Close to each other where the promises are: 25 ms at 1,000 tx/s, 100 ms at 10,000, 700 ms at any load. */
const VISIBLE_SECONDS = [
  0.0005, 0.001, 0.002, 0.004, 0.008, 0.016, 0.025, 0.035, 0.05, 0.07, 0.085, 0.1, 0.12, 0.15, 0.2, 0.3, 0.5,
  0.7, 1, 2, 4, 8, 16,
]

/** Values that their owners keep anyway and the metrics read at scrape. */
export interface StorageReadings {
  queueDepth(): number
  queueCapacity(): number
  walSegments(): number
  durableSeq(): number
  clickHouseLag(): number
  clickHouseLagSeconds(): number
  commitSeconds(): number
  deadLetters(): number
}

/** The series the hot path touches. */
export interface StorageMetrics {
  readonly events: Counter
  readonly walBytes: Counter
  readonly fsyncSeconds: Histogram
  readonly visibleSeconds: Histogram
  readonly insertSeconds: Histogram
  /** Failed attempts, by what is to be done about them. */
  readonly clickHouseErrors: {
    readonly passing: Counter
    readonly unusable: Counter
    readonly refused: Counter
  }
  readonly deadLetters: Counter
}

/** Declares every storage metric, so that each exists before its first value. */
export function createStorageMetrics(metrics: Metrics, readings: StorageReadings): StorageMetrics {
  const gauge = (name: string, help: string, read: () => number): void => {
    metrics.observe('gauge', { name, help }, (report) => report(read()))
  }
  gauge('storage_queue_depth', 'Events accepted and not yet durable.', readings.queueDepth)
  gauge('storage_queue_capacity', 'Bound of the storage queue, in events.', readings.queueCapacity)
  gauge('storage_wal_segments', 'Segments of the write-ahead log on disk.', readings.walSegments)
  gauge('storage_durable_seq', 'Number of the last durable event.', readings.durableSeq)
  gauge('storage_clickhouse_lag_events', 'Durable events not yet in ClickHouse.', readings.clickHouseLag)
  gauge(
    'storage_clickhouse_lag_seconds',
    'How long the oldest of them has been durable, as far as this process knows.',
    readings.clickHouseLagSeconds,
  )
  gauge(
    'storage_commit_seconds',
    'How long the commit to the write-ahead log that is under way takes so far; 0 while there is none.',
    readings.commitSeconds,
  )
  gauge('storage_clickhouse_dead_letters', 'Events in the dead-letter files.', readings.deadLetters)
  const clickHouseErrors = metrics.counter({
    name: 'storage_clickhouse_errors_total',
    help: 'Failed attempts to reach or fill ClickHouse: passing by itself, unusable until somebody mends it, or refused data.',
    labelNames: ['class'],
  })
  return {
    events: metrics.counter({ name: 'storage_events_total', help: 'Events made durable.' }).labels({}),
    walBytes: metrics
      .counter({ name: 'storage_wal_bytes_total', help: 'Bytes appended to the write-ahead log.' })
      .labels({}),
    fsyncSeconds: metrics
      .histogram({
        name: 'storage_wal_fsync_seconds',
        help: 'Duration of a flushed write to the log, one per group commit.',
        buckets: doubling(0.0001, 15),
      })
      .labels({}),
    visibleSeconds: metrics
      .histogram({
        name: 'ingest_to_visible_seconds',
        help: 'From the announcing frame to durable and handed to subscribers, per TxDecoded.',
        buckets: VISIBLE_SECONDS,
      })
      .labels({}),
    insertSeconds: metrics
      .histogram({
        name: 'storage_clickhouse_insert_seconds',
        help: 'Duration of one insert into ClickHouse.',
        buckets: doubling(0.001, 15),
      })
      .labels({}),
    clickHouseErrors: {
      passing: clickHouseErrors.labels({ class: 'passing' }),
      unusable: clickHouseErrors.labels({ class: 'unusable' }),
      refused: clickHouseErrors.labels({ class: 'refused' }),
    },
    deadLetters: metrics
      .counter({
        name: 'storage_clickhouse_dead_letters_total',
        help: 'Events that ClickHouse refused and that were put into the dead-letter files.',
      })
      .labels({}),
  }
}
