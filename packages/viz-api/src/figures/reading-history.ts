import { createRing } from '@org/events'
import type { Reading } from './expression.ts'
import { type Bucket, histogramQuantile } from './histogram-quantile.ts'
import { createSamplesReader, type SamplesByName } from './read-samples.ts'
import { type Element, labelKey, type Vector } from './vector.ts'

/** What one reading saw of late, at most as long as it looks back. */
export interface ReadingHistory {
  take(samples: SamplesByName, atMs: number): void
  /** Its present value; empty until there is enough to tell it from. */
  value(): Vector
}

const EMPTY: Vector = new Map()

/** @param sampleMs how often it is told */
export function createReadingHistory(reading: Reading, sampleMs: number): ReadingHistory {
  const read = createSamplesReader(reading)
  const windowMs = reading.kind === 'now' ? 0 : reading.seconds * 1000
  const moments = createRing<{ readonly atMs: number; readonly vector: Vector }>(
    Math.ceil(windowMs / sampleMs) + 2,
  )

  /** The oldest moment within the window, give or take half a step. */
  function first(latestMs: number): { readonly atMs: number; readonly vector: Vector } | undefined {
    for (let index = 0; index < moments.size - 1; index += 1) {
      const moment = moments.at(index)
      if (moment !== undefined && latestMs - moment.atMs <= windowMs + sampleMs / 2) return moment
    }
    return undefined
  }

  return {
    take(samples, atMs) {
      moments.push({ atMs, vector: read(samples) })
    },
    value() {
      const latest = moments.at(moments.size - 1)
      if (latest === undefined) return EMPTY
      if (reading.kind === 'now' || reading.kind === 'total') return latest.vector
      const before = first(latest.atMs)
      if (before === undefined) return EMPTY
      const grown = growth(before.vector, latest.vector)
      switch (reading.kind) {
        case 'increase':
          return grown
        case 'rate': {
          const seconds = (latest.atMs - before.atMs) / 1000
          return new Map(
            [...grown].map(([key, element]) => [key, { ...element, value: element.value / seconds }]),
          )
        }
        case 'quantile':
          return quantiles(reading.quantile, grown)
      }
    },
  }
}

/** What was not there before began at zero: counters count from the start of this very process. */
function growth(before: Vector, latest: Vector): Vector {
  return new Map(
    [...latest].map(([key, element]) => [
      key,
      { ...element, value: element.value - (before.get(key)?.value ?? 0) },
    ]),
  )
}

function quantiles(quantile: number, buckets: Vector): Vector {
  const groups = new Map<string, { labels: Element['labels']; buckets: Bucket[] }>()
  for (const { labels, value } of buckets.values()) {
    const { le = '', ...rest } = labels
    const key = labelKey(rest)
    const group = groups.get(key) ?? { labels: rest, buckets: [] }
    groups.set(key, group)
    group.buckets.push({ le: le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le), count: value })
  }
  return new Map(
    [...groups].map(([key, group]) => [
      key,
      { labels: group.labels, value: histogramQuantile(quantile, group.buckets) },
    ]),
  )
}
