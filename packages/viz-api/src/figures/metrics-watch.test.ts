import { type MetricSample, noopLogger } from '@org/events'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Expression, increase, now, quantile, rate, ratio, total } from './expression.ts'
import { createMetricsWatch } from './metrics-watch.ts'

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 })
})
afterEach(() => {
  vi.useRealTimers()
})

const clock = { nowUs: () => Date.now() * 1000, monotonicMs: () => Date.now() }

function watch(expressions: readonly Expression[], onRead = (): void => {}) {
  const state: { samples: MetricSample[]; failure: Error | null; reads: number } = {
    samples: [],
    failure: null,
    reads: 0,
  }
  const watched = createMetricsWatch({
    metrics: {
      async samples() {
        state.reads += 1
        if (state.failure !== null) throw state.failure
        return state.samples
      },
    },
    expressions,
    sampleMs: 1_000,
    clock,
    logger: noopLogger,
    onRead,
  })
  const set = (name: string, value: number, labels: MetricSample['labels'] = {}): void => {
    const of = JSON.stringify(labels)
    state.samples = [
      ...state.samples.filter((each) => each.name !== name || JSON.stringify(each.labels) !== of),
      { name, labels, value },
    ]
  }
  const values = (expression: Expression): readonly unknown[] =>
    [...watched.value(expression).values()].map(({ labels, value }) => [labels, value])
  return { watched, state, set, values }
}

const settle = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms)

test('reads at once and by its timer, and leaves no timer', async () => {
  let reads = 0
  const { watched, state } = watch([], () => {
    reads += 1
  })
  expect(watched.lastUs()).toBeNull()
  watched.start()
  await settle(3_000)
  expect([state.reads, reads, watched.watchedSeconds()]).toEqual([4, 4, 3])
  expect(watched.lastUs()).toBe(Date.now() * 1000)
  await watched.stop()
  await watched.stop()
  expect(vi.getTimerCount()).toBe(0)
})

test('a gauge is what it is now, and absent when its series is gone', async () => {
  const depth = now('depth')
  const { watched, state, set, values } = watch([depth])
  set('mevscope_depth', 3, { chain_id: 1 })
  watched.start()
  await settle(0)
  expect(values(depth)).toEqual([[{ chain_id: '1' }, 3]])
  state.samples = []
  await settle(1_000)
  expect(values(depth)).toEqual([])
  await watched.stop()
})

test('a rate is over its window and no longer, and needs two readings', async () => {
  const perSecond = rate('seen_total', 10)
  const { watched, set, values } = watch([perSecond])
  set('mevscope_seen_total', 100)
  watched.start()
  await settle(0)
  expect(values(perSecond)).toEqual([])
  for (let second = 1; second <= 5; second += 1) {
    set('mevscope_seen_total', 100 + second * 4)
    await settle(1_000)
  }
  expect(values(perSecond)).toEqual([[{}, 4]])
  await settle(5_000)
  expect(values(perSecond)).toEqual([[{}, 2]])
  await settle(5_000)
  expect(values(perSecond)).toEqual([[{}, 0]])
  await watched.stop()
})

test('a series that appears within the window has grown from nothing', async () => {
  const lost = increase('drops_total', 10, {
    match: [{ label: 'reason', pattern: 'full|closed' }],
    by: ['reason'],
  })
  const { watched, set, values } = watch([lost])
  set('mevscope_drops_total', 7, { reason: 'other' })
  watched.start()
  await settle(1_000)
  expect(values(lost)).toEqual([])
  set('mevscope_drops_total', 2, { reason: 'full' })
  await settle(1_000)
  expect(values(lost)).toEqual([[{ reason: 'full' }, 2]])
  await settle(20_000)
  expect(values(lost)).toEqual([[{ reason: 'full' }, 0]])
  await watched.stop()
})

test('sums forget the other labels; quantiles are of what was observed in the window', async () => {
  const sum = total('seen_total', { by: ['chain_id'] })
  const p50 = quantile(0.5, 't_seconds', 10, { by: ['chain_id'] })
  const { watched, set, values } = watch([sum, p50])
  const bucket = (le: number | '+Inf', count: number): void =>
    set('mevscope_t_seconds_bucket', count, { le, chain_id: 1 })
  set('mevscope_seen_total', 1, { chain_id: 1, source_id: 'a' })
  set('mevscope_seen_total', 2, { chain_id: 1, source_id: 'b' })
  bucket(1, 1_000)
  bucket(2, 1_000)
  bucket('+Inf', 1_000)
  watched.start()
  await settle(0)
  expect(values(sum)).toEqual([[{ chain_id: '1' }, 3]])
  await settle(1_000)
  expect(values(p50)).toEqual([[{ chain_id: '1' }, Number.NaN]])
  bucket(2, 1_010)
  bucket('+Inf', 1_010)
  await settle(1_000)
  expect(values(p50)).toEqual([[{ chain_id: '1' }, 1.5]])
  await watched.stop()
})

test('nothing by nothing is no number; a side without a partner is left out', async () => {
  const share = ratio(now('a'), now('b'))
  const { watched, set, values } = watch([share])
  set('mevscope_a', 0, { x: 1 })
  set('mevscope_b', 0, { x: 1 })
  set('mevscope_a', 1, { x: 2 })
  watched.start()
  await settle(0)
  expect(values(share)).toEqual([[{ x: '1' }, Number.NaN]])
  await watched.stop()
})

test('a failed reading is passed over', async () => {
  const depth = now('depth')
  const { watched, state, set, values } = watch([depth])
  set('mevscope_depth', 3)
  watched.start()
  await settle(0)
  state.failure = new Error('busy')
  await settle(5_000)
  expect(values(depth)).toEqual([[{}, 3]])
  expect(watched.lastUs()).toBe((Date.now() - 5_000) * 1000)
  await watched.stop()
})
