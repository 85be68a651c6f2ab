import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createPrometheusMetrics } from './prometheus.ts'

const page = async (metrics: ReturnType<typeof createPrometheusMetrics>) => (await metrics.page()).body

test('every metric is declared with its prefix before it has a value', async () => {
  const metrics = createPrometheusMetrics({ processMetrics: false })
  metrics.counter({ name: 'a_total', help: 'A.', labelNames: ['reason'] })
  metrics.gauge({ name: 'b', help: 'B.' })
  metrics.histogram({ name: 'c_seconds', help: 'C.', buckets: [0.1, 1] })
  metrics.observe('counter', { name: 'd_total', help: 'D.' }, () => {})
  const body = await page(metrics)
  for (const line of ['a_total counter', 'b gauge', 'c_seconds histogram', 'd_total counter']) {
    expect(body).toContain(`# TYPE mevscope_${line}`)
  }
})

test('counts, sets and observes by label', async () => {
  const metrics = createPrometheusMetrics({ processMetrics: false })
  const drops = metrics.counter({ name: 'drops_total', help: 'Drops.', labelNames: ['reason'] })
  drops.labels({ reason: 'full' }).inc()
  drops.labels({ reason: 'full' }).inc(2)
  metrics.gauge({ name: 'depth', help: 'Depth.' }).labels({}).set(5)
  metrics
    .histogram({ name: 't_seconds', help: 'T.', buckets: [1] })
    .labels({})
    .observe(0.5)
  const body = await page(metrics)
  expect(body).toContain('mevscope_drops_total{reason="full"} 3')
  expect(body).toContain('mevscope_depth 5')
  expect(body).toContain('mevscope_t_seconds_bucket{le="1"} 1')
})

test('observed metrics are read at every scrape and summed over their owners', async () => {
  const metrics = createPrometheusMetrics({ processMetrics: false })
  let count = 1
  const spec = { name: 'seen_total', help: 'Seen.', labelNames: ['chain_id'] }
  metrics.observe('counter', spec, (report) => report(count, { chain_id: 1 }))
  metrics.observe('counter', spec, (report) => report(10, { chain_id: 1 }))
  expect(await page(metrics)).toContain('mevscope_seen_total{chain_id="1"} 11')
  count = 2
  expect(await page(metrics)).toContain('mevscope_seen_total{chain_id="1"} 12')
})

test('two registries share nothing', async () => {
  const one = createPrometheusMetrics({ processMetrics: false })
  const other = createPrometheusMetrics({ processMetrics: false })
  one.gauge({ name: 'depth', help: 'Depth.' }).labels({}).set(1)
  other.gauge({ name: 'depth', help: 'Depth.' }).labels({}).set(2)
  expect(await page(one)).toContain('mevscope_depth 1')
  expect(await page(other)).toContain('mevscope_depth 2')
})

test('process and event-loop metrics are there unless told otherwise', async () => {
  const body = await page(createPrometheusMetrics())
  expect(body).toContain('process_resident_memory_bytes')
  expect(body).toContain('nodejs_eventloop_lag_seconds')
})

test('error: one name with two types', () => {
  const metrics = createPrometheusMetrics({ processMetrics: false })
  metrics.gauge({ name: 'depth', help: 'Depth.' })
  expect(() => metrics.counter({ name: 'depth', help: 'Depth.' })).toThrow(/depth is a gauge/)
})

test('samples are the series of the page, each with its name and labels there', async () => {
  const metrics = createPrometheusMetrics({ processMetrics: false })
  metrics
    .counter({ name: 'drops_total', help: 'D.', labelNames: ['reason'] })
    .labels({ reason: 'full' })
    .inc(3)
  metrics.observe('gauge', { name: 'depth', help: 'D.' }, (report) => report(7))
  metrics
    .histogram({ name: 't_seconds', help: 'T.', buckets: [1] })
    .labels({})
    .observe(0.5)
  expect(await metrics.samples()).toEqual([
    { name: 'mevscope_drops_total', labels: { reason: 'full' }, value: 3 },
    { name: 'mevscope_depth', labels: {}, value: 7 },
    { name: 'mevscope_t_seconds_bucket', labels: { le: 1 }, value: 1 },
    { name: 'mevscope_t_seconds_bucket', labels: { le: '+Inf' }, value: 1 },
    { name: 'mevscope_t_seconds_sum', labels: {}, value: 0.5 },
    { name: 'mevscope_t_seconds_count', labels: {}, value: 1 },
  ])
})

test('a series that was taken is there from then on, with nothing in it, and keeps what it has', async () => {
  const metrics = createPrometheusMetrics({ processMetrics: false })
  const drops = metrics.counter({ name: 'drops_total', help: 'D.', labelNames: ['reason'] })
  const times = metrics.histogram({ name: 't_seconds', help: 'T.', labelNames: ['route'], buckets: [1] })
  drops.labels({ reason: 'full' })
  times.labels({ route: '/a' })
  expect(await page(metrics)).toContain('mevscope_drops_total{reason="full"} 0')
  expect(await page(metrics)).toContain('mevscope_t_seconds_count{route="/a"} 0')
  drops.labels({ reason: 'full' }).inc()
  times.labels({ route: '/a' }).observe(0.5)
  drops.labels({ reason: 'full' })
  times.labels({ route: '/a' })
  expect(await page(metrics)).toContain('mevscope_drops_total{reason="full"} 1')
  expect(await page(metrics)).toContain('mevscope_t_seconds_count{route="/a"} 1')
})

test('readings in the process take nothing from a scrape, and see how busy the event loop is', async () => {
  const metrics = createPrometheusMetrics()
  const figureOf = (text: string, name: string) => Number(new RegExp(`^${name} (.*)$`, 'm').exec(text)?.[1])
  await page(metrics)
  await sleep(50) // the first turn after that is not measured
  const until = performance.now() + 150
  while (performance.now() < until) {} // the event loop is held
  await sleep(50)
  const samples = await metrics.samples()
  const active = samples.find(({ name }) => name === 'nodejs_eventloop_active_seconds_total')?.value
  expect(active).toBeGreaterThan(0.15)
  expect(samples.some(({ name }) => name.startsWith('nodejs_eventloop_lag'))).toBe(false)
  const text = await page(metrics)
  expect(figureOf(text, 'nodejs_eventloop_lag_max_seconds')).toBeGreaterThan(0.1)
  expect(figureOf(text, 'nodejs_eventloop_active_seconds_total')).toBeGreaterThanOrEqual(active ?? 0)
})
