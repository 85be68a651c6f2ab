/** Labels of one time series. Never unbounded values such as hashes or addresses. */
export type Labels = Readonly<Record<string, string | number>>

export interface MetricSpec {
  /** `<package>_<thing>_<unit>`, base units, without the application's prefix. */
  readonly name: string
  readonly help: string
  readonly labelNames?: readonly string[]
}

export interface HistogramSpec extends MetricSpec {
  /** Upper bounds, ascending. */
  readonly buckets: readonly number[]
}

export interface Counter {
  /** @param amount not negative. @default 1 */
  inc(amount?: number): void
}

export interface Gauge {
  set(value: number): void
}

export interface Histogram {
  observe(value: number): void
}

/** Series of one metric: take the child once, keep it, and use it on the hot path. */
export interface Family<Child> {
  labels(labels: Labels): Child
}

/** Reports the present value of every series of a metric when it is asked for. */
export type ReadMetric = (report: (value: number, labels?: Labels) => void) => void

/**
 * Metrics as a port. Every metric is declared when its owner is created, before the first value. A name may be
 * declared again by another instance with the same spec: both then feed the same metric.
 */
export interface Metrics {
  counter(spec: MetricSpec): Family<Counter>
  gauge(spec: MetricSpec): Family<Gauge>
  histogram(spec: HistogramSpec): Family<Histogram>
  /** A counter or gauge whose values its owner keeps anyway: read at scrape, free in between. */
  observe(type: 'counter' | 'gauge', spec: MetricSpec, read: ReadMetric): void
}

const counter: Counter = { inc: () => {} }
const gauge: Gauge = { set: () => {} }
const histogram: Histogram = { observe: () => {} }

/** Measures nothing. */
export const noopMetrics: Metrics = {
  counter: () => ({ labels: () => counter }),
  gauge: () => ({ labels: () => gauge }),
  histogram: () => ({ labels: () => histogram }),
  observe: () => {},
}

/** One series at one moment. */
export interface MetricSample {
  /** As on the scrape page, so a histogram has `…_bucket`, `…_sum` and `…_count`. */
  readonly name: string
  readonly labels: Labels
  readonly value: number
}

/** Whoever judges or shows the figures reads what is measured here, all at one moment, as a scrape does. */
export interface MetricsReader {
  samples(): Promise<readonly MetricSample[]>
}
