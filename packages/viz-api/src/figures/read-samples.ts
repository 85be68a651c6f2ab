import type { Labels, MetricSample } from '@org/events'
import type { Match, Reading } from './expression.ts'
import { type Element, labelKey, NO_LABELS, type Vector } from './vector.ts'

/** Samples by the name of their metric. */
export type SamplesByName = ReadonlyMap<string, readonly MetricSample[]>

/** What a reading looks at, of the samples of one moment: raw series, or sums by labels; of a histogram by `le`, too. */
export function readSamples(reading: Reading, samples: SamplesByName): Vector {
  const name = reading.kind === 'quantile' ? `${reading.metric}_bucket` : reading.metric
  const matching = (samples.get(name) ?? []).filter(({ labels }) => matches(labels, reading.match))
  if (reading.kind === 'now') {
    return new Map(matching.map(({ labels, value }) => entry(textLabels(labels, Object.keys(labels)), value)))
  }
  const names = reading.kind === 'quantile' ? ['le', ...reading.by] : reading.by
  const sums = new Map<string, Element>()
  // What was never counted was counted zero times.
  if (reading.kind !== 'quantile' && names.length === 0) sums.set('', { labels: NO_LABELS, value: 0 })
  for (const { labels, value } of matching) {
    const [key, element] = entry(textLabels(labels, names), value)
    const before = sums.get(key)
    sums.set(key, before === undefined ? element : { ...before, value: before.value + value })
  }
  return sums
}

function entry(labels: Readonly<Record<string, string>>, value: number): [string, Element] {
  return [labelKey(labels), { labels, value }]
}

function matches(labels: Labels, match: readonly Match[]): boolean {
  return match.every(({ label, pattern }) => new RegExp(`^(?:${pattern})$`).test(String(labels[label] ?? '')))
}

function textLabels(labels: Labels, names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    names.flatMap((name) => (labels[name] === undefined ? [] : [[name, String(labels[name])]])),
  )
}
