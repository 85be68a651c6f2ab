import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { tempDir } from '@org/testkit'
import { expect, test } from 'vitest'
import { reportText } from '../src/perf/report/tables.ts'
import { runBaseline } from '../src/perf/run-baseline.ts'
import { withBench } from '../src/perf/with-bench.ts'

// The harness at a load that any machine carries: what it counts must come out even.

test('a light load arrives as a whole, and its processor time is told by package', async () => {
  await using folder = await tempDir('mevscope-flame')
  const flame = join(folder.path, 'graphs/flame.svg')
  const report = await runBaseline({
    flame,
    settings: {
      seed: 3,
      rates: [100, 200],
      seconds: 2,
      warm_up_seconds: 0,
      clients: 3,
      subscription: 'hashes',
      profile_rate: 200,
    },
    live: { show: () => {}, print: () => {} },
  })
  expect(report.steps.map((step) => step.announced)).toEqual([200, 400])
  for (const step of report.steps) {
    expect(step.received).toBe(step.announced)
    expect(step).toMatchObject({ missing: 0, dropped: {}, rejected: {} })
    const { p50, p95, p99, max } = step.announce_to_client_ms
    expect([p50, p95, p99, max]).toEqual([p50, p95, p99, max].toSorted((a, b) => a - b))
    expect(p50).toBeGreaterThan(0)
    expect(step.cpu_us_per_tx.process).toBeGreaterThan(0)
  }
  expect(report.classical.events).toBeGreaterThanOrEqual(6_000)
  expect(Object.keys(report.profile?.main_us_per_tx ?? {})).toEqual(
    expect.arrayContaining(['ingest', 'storage', 'searcher', 'viz-api', 'events']),
  )
  const graph = await readFile(flame, 'utf8')
  expect(graph).toMatch(/<title>.* \(packages\/storage\/src\/.*µs\/tx, [\d.]+ %, storage<\/title>/)
  expect(reportText(report)).toContain('sustained transactions per second')
}, 300_000)

test('the same seed announces the same transactions', async () => {
  const settings = {
    seed: 5,
    clients: 1,
    subscription: 'full',
    live: { show: () => {}, print: () => {} },
  } as const
  const first = await withBench(settings, ({ node }) => node.announce({ count: 20 }))
  const second = await withBench(settings, ({ node }) => node.announce({ count: 20 }))
  expect(second).toEqual(first)
}, 120_000)
