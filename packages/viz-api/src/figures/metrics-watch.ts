import { type Clock, errorMessage, type Logger, type MetricSample, type MetricsReader } from '@org/events'
import { evaluate } from './evaluate.ts'
import { type Expression, type Reading, readingsOf } from './expression.ts'
import { createReadingHistory, type ReadingHistory } from './reading-history.ts'
import type { Vector } from './vector.ts'

/** Reads the metrics every few seconds and answers the questions it was made for. */
export interface MetricsWatch {
  /** Reads at once, then by its timer. */
  start(): void
  /** Releases the timer; resolves when nothing is being read. Idempotent. */
  stop(): Promise<void>
  /** @param expression one of those it was made for; of another nothing is known */
  value(expression: Expression): Vector
  /** When the metrics were last read, Unix microseconds; `null` before that. */
  lastUs(): number | null
  /** Time between the first and the last reading, in seconds. */
  watchedSeconds(): number
  /** Takes one reading now; the timer does this by itself. */
  read(): Promise<void>
}

export interface MetricsWatchOptions {
  readonly metrics: MetricsReader
  /** What will be asked; only what they need is kept. */
  readonly expressions: readonly Expression[]
  /** Time between two readings, in milliseconds. */
  readonly sampleMs: number
  readonly clock: Clock
  readonly logger: Logger
  /** Hears of each reading. */
  readonly onRead: () => void
}

const EMPTY: Vector = new Map()

export function createMetricsWatch(options: MetricsWatchOptions): MetricsWatch {
  const { metrics, sampleMs, clock, logger } = options
  const histories = new Map<string, ReadingHistory>()
  for (const reading of options.expressions.flatMap(readingsOf)) {
    const key = keyOf(reading)
    if (!histories.has(key)) histories.set(key, createReadingHistory(reading, sampleMs))
  }
  let lastUs: number | null = null
  let firstMs: number | null = null
  let lastMs = 0
  let timer: NodeJS.Timeout | null = null
  let reading: Promise<void> | null = null

  async function readOnce(): Promise<void> {
    try {
      const samples = byName(await metrics.samples())
      const nowMs = clock.monotonicMs()
      for (const history of histories.values()) history.take(samples, nowMs)
      lastUs = clock.nowUs()
      firstMs ??= nowMs
      lastMs = nowMs
      options.onRead()
    } catch (error) {
      logger.error('the metrics could not be read', { error: errorMessage(error) })
    }
  }

  async function read(): Promise<void> {
    // A slow reading is not overtaken by the next.
    reading ??= readOnce().finally(() => {
      reading = null
    })
    await reading
  }

  return {
    start() {
      if (timer !== null) return
      timer = setInterval(() => void read(), sampleMs)
      void read()
    },
    async stop() {
      if (timer !== null) clearInterval(timer)
      timer = null
      await reading
    },
    value: (expression) => evaluate(expression, (each) => histories.get(keyOf(each))?.value() ?? EMPTY),
    lastUs: () => lastUs,
    watchedSeconds: () => (firstMs === null ? 0 : (lastMs - firstMs) / 1000),
    read,
  }
}

function keyOf(reading: Reading): string {
  return JSON.stringify(reading)
}

function byName(samples: readonly MetricSample[]): ReadonlyMap<string, readonly MetricSample[]> {
  const names = new Map<string, MetricSample[]>()
  for (const sample of samples) {
    const group = names.get(sample.name)
    if (group === undefined) names.set(sample.name, [sample])
    else group.push(sample)
  }
  return names
}
