import type { Labels, MetricSample } from '@org/events'
import type { Reading } from './expression.ts'
import { type Element, labelKey, NO_LABELS, type Vector } from './vector.ts'

/** Samples by the name of their metric. */
export type SamplesByName = ReadonlyMap<string, readonly MetricSample[]>

type TextLabels = Readonly<Record<string, string>>

/**
 * Makes what takes a reading out of the samples of one moment: raw series, or sums by labels; of a histogram by `le`,
 * too.
 */
export function createSamplesReader(reading: Reading): (samples: SamplesByName) => Vector {
  const isQuantile = reading.kind === 'quantile'
  const name = isQuantile ? `${reading.metric}_bucket` : reading.metric
  const by = reading.kind === 'now' ? null : isQuantile ? ['le', ...reading.by] : reading.by
  const matchers = reading.match.map(({ label, pattern }) => ({
    label,
    regExp: new RegExp(`^(?:${pattern})$`),
  }))
  const matches = (labels: Labels): boolean =>
    matchers.every(({ label, regExp }) => regExp.test(String(labels[label] ?? '')))

  return (samples) => {
    const found = new Map<string, { labels: TextLabels; value: number }>()
    // What was never counted was counted zero times.
    if (by?.length === 0) found.set('', { labels: NO_LABELS, value: 0 })
    for (const { labels, value } of samples.get(name) ?? []) {
      if (!matches(labels)) continue
      const own = textLabels(labels, by ?? Object.keys(labels))
      const key = labelKey(own)
      const known = found.get(key)
      if (known === undefined) found.set(key, { labels: own, value })
      else known.value += value
    }
    return found satisfies ReadonlyMap<string, Element>
  }
}

function textLabels(labels: Labels, names: readonly string[]): TextLabels {
  if (names.length === 0) return NO_LABELS
  const text: Record<string, string> = {}
  for (const name of names) {
    const value = labels[name]
    if (value !== undefined) text[name] = String(value)
  }
  return text
}
