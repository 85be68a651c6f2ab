import type { Labels, Metrics, ReadMetric } from '@org/events'

/** A `Metrics` that keeps every series in a map: `name{labels}` to its value, histograms to their count. */
export interface FakeMetrics extends Metrics {
  read(): ReadonlyMap<string, number>
}

export function createFakeMetrics(): FakeMetrics {
  const values = new Map<string, number>()
  const observed: { name: string; read: ReadMetric }[] = []
  const add = (key: string, amount: number) => values.set(key, (values.get(key) ?? 0) + amount)
  const family = (name: string) => ({
    labels(labels: Labels) {
      const key = keyOf(name, labels)
      add(key, 0)
      return {
        inc: (amount = 1) => void add(key, amount),
        set: (value: number) => void values.set(key, value),
        observe: (_value: number) => void add(key, 1),
      }
    },
  })
  return {
    counter: (spec) => family(spec.name),
    gauge: (spec) => family(spec.name),
    histogram: (spec) => family(spec.name),
    observe: (_type, spec, read) => void observed.push({ name: spec.name, read }),
    read() {
      const now = new Map(values)
      for (const { name, read } of observed) {
        read((value, labels = {}) => now.set(keyOf(name, labels), value))
      }
      return now
    },
  }
}

function keyOf(name: string, labels: Labels): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}=${value}`)
  return pairs.length === 0 ? name : `${name}{${pairs.join(',')}}`
}
