import { expect, test } from 'vitest'
import { SHORT_PACE } from '../src/perf/soak/pace.ts'
import { runSoak } from '../src/perf/soak/run-soak.ts'

// The short form of `pnpm perf:soak`: every fault at least once, and one kill -9.

test('twenty seconds of faults and a kill: every event once and in order, every hash accounted for', async () => {
  const report = await runSoak({
    seconds: 20,
    rate: 300,
    seed: 7,
    clients: 2,
    pace: SHORT_PACE,
    live: { show: () => {}, print: () => {} },
  })
  expect(report.failures).toEqual([])
  expect(report.chaos.paused).toBeGreaterThan(0)
  expect(report.chaos.cut + report.chaos.reset).toBeGreaterThan(0)
  expect(report.sequence.connections).toBeGreaterThan(1)
  expect(report.ids.checked).toBeGreaterThan(1_000)
  expect(report.clickhouse?.rows).toBe(report.events)
}, 300_000)
