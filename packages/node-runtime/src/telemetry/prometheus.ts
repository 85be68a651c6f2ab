import type {
  Counter,
  Family,
  Gauge,
  Histogram,
  HistogramSpec,
  Labels,
  MetricSample,
  MetricSpec,
  Metrics,
  MetricsReader,
  ReadMetric,
} from '@org/events'
import * as prom from 'prom-client'

export interface PrometheusOptions {
  /** Put before every name. @default 'mevscope_' */
  readonly prefix?: string
  /** Process and event-loop metrics of prom-client, without the prefix. @default true */
  readonly processMetrics?: boolean
}

/**
 * The `Metrics` port over a Prometheus registry of its own; its samples are those of the scrape page, but for
 * `nodejs_eventloop_lag_*`, which a reading would take from the next scrape.
 */
export interface PrometheusMetrics extends Metrics, MetricsReader {
  /** The scrape page. */
  page(): Promise<{ readonly contentType: string; readonly body: string }>
}

/** A value of prom-client; `metricName` is the one of a series of a histogram. */
type ReadValue = prom.MetricValue<string> & { readonly metricName?: string }

type Instrument = {
  readonly kind: 'counter' | 'gauge' | 'histogram'
  readonly metric: object
  readonly reads: ReadMetric[]
}

export function createPrometheusMetrics(options: PrometheusOptions = {}): PrometheusMetrics {
  const prefix = options.prefix ?? 'mevscope_'
  const registry = new prom.Registry()
  if (options.processMetrics ?? true) {
    prom.collectDefaultMetrics({ register: registry })
    countEventLoop(registry)
  }
  const declared = new Map<string, Instrument>()
  /** Series of histograms that are on the page. */
  const zeroed = new Set<string>()

  /** The instrument of that name, made on the first declaration. */
  const instrument = <M extends object>(
    kind: Instrument['kind'],
    spec: MetricSpec,
    create: (reads: ReadMetric[]) => M,
  ): M => {
    const known = declared.get(spec.name)
    if (known !== undefined) {
      if (known.kind !== kind)
        throw new TypeError(`metric ${spec.name} is a ${known.kind} and was declared as a ${kind}`)
      return known.metric as M // the kind was compared, and each kind has one class
    }
    const reads: ReadMetric[] = []
    const metric = create(reads)
    declared.set(spec.name, { kind, metric, reads })
    return metric
  }
  const config = (spec: MetricSpec) => ({
    name: prefix + spec.name,
    help: spec.help,
    labelNames: [...(spec.labelNames ?? [])],
    registers: [registry],
  })
  const counterOf = (spec: MetricSpec): prom.Counter =>
    instrument(
      'counter',
      spec,
      (reads) =>
        new prom.Counter({
          ...config(spec),
          collect() {
            readInto(this, reads, (labels, value) => this.inc(labels, value))
          },
        }),
    )
  const gaugeOf = (spec: MetricSpec): prom.Gauge =>
    instrument(
      'gauge',
      spec,
      (reads) =>
        new prom.Gauge({
          ...config(spec),
          collect() {
            readInto(this, reads, (labels, value) => this.set(labels, value))
          },
        }),
    )

  return {
    counter(spec: MetricSpec): Family<Counter> {
      const counter = counterOf(spec)
      return {
        labels(labels: Labels) {
          // A series that appears only with its first value has no rate at first.
          counter.inc(labels, 0)
          return counter.labels(labels)
        },
      }
    },
    gauge(spec: MetricSpec): Family<Gauge> {
      const gauge = gaugeOf(spec)
      return { labels: (labels: Labels) => gauge.labels(labels) }
    },
    histogram(spec: HistogramSpec): Family<Histogram> {
      const histogram = instrument(
        'histogram',
        spec,
        () => new prom.Histogram({ ...config(spec), buckets: [...spec.buckets] }),
      )
      return {
        labels(labels: Labels) {
          // `zero` also takes away what a series has.
          const key = JSON.stringify(Object.entries(labels).sort())
          if (!zeroed.has(`${spec.name} ${key}`)) histogram.zero(labels)
          zeroed.add(`${spec.name} ${key}`)
          return histogram.labels(labels)
        },
      }
    },
    observe(type: 'counter' | 'gauge', spec: MetricSpec, read: ReadMetric): void {
      if (type === 'counter') counterOf(spec)
      else gaugeOf(spec)
      declared.get(spec.name)?.reads.push(read)
    },
    async samples() {
      const read = registry
        .getMetricsAsArray()
        .filter(({ name }) => !name.startsWith(RESET_BY_READING))
        .map(({ name }) => registry.getSingleMetric(name))
      const families: readonly prom.MetricObjectWithValues<ReadValue>[] = await Promise.all(
        read.flatMap((metric) => (metric === undefined ? [] : [metric.get()])),
      )
      return families.flatMap(({ name, values }) =>
        values.map(
          ({ metricName, labels, value }): MetricSample => ({
            name: metricName ?? name,
            // Absent labels are not on the page either.
            labels: labels as Labels, // prom-client types a value as possibly missing
            value,
          }),
        ),
      )
    },
    async page() {
      return { contentType: registry.contentType, body: await registry.metrics() }
    },
  }
}

/** prom-client begins these anew at every reading: they are left to the one who scrapes. */
const RESET_BY_READING = 'nodejs_eventloop_lag'

/** How busy the event loop is, as a counter: any number of readers see the same. */
function countEventLoop(registry: prom.Registry): void {
  new prom.Counter({
    name: 'nodejs_eventloop_active_seconds_total',
    help: 'Seconds in which the event loop was at work; per second its share.',
    registers: [registry],
    collect() {
      this.reset()
      this.inc(performance.eventLoopUtilization().active / 1000)
    },
  })
}

/** Observed metrics hold nothing between scrapes: emptied, then filled by their owners. */
function readInto(
  metric: { reset(): void },
  reads: readonly ReadMetric[],
  add: (labels: Labels, value: number) => void,
): void {
  if (reads.length === 0) return
  metric.reset()
  for (const read of reads) read((value, labels = {}) => add(labels, value))
}
