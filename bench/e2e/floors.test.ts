import { tempDir } from '@org/testkit'
import { expect, test } from 'vitest'
import { floorsText } from '../src/perf/floors/floors-report.ts'
import { runFloors } from '../src/perf/floors/run-floors.ts'

// All parts once over few transactions: what they cost then says nothing, but each must be there and be a number.

test('every part is measured over transactions of the mix, and the stages add up', async () => {
  await using folder = await tempDir('mevscope-floors')
  const report = await runFloors({
    settings: { seed: 3, transactions: 200, clients: 3, rounds: 1 },
    folder: folder.path,
    live: { show: () => {}, print: () => {} },
  })
  expect(report.floors.length).toBeGreaterThan(15)
  for (const floor of report.floors) {
    expect(floor.cpu_us, floor.name).toBeGreaterThan(0)
    expect(floor.elapsed_us, floor.name).toBeGreaterThan(0)
    expect(Number.isFinite(floor.cpu_us + floor.elapsed_us), floor.name).toBe(true)
  }
  expect(report.events_per_transaction).toBeGreaterThan(4)
  expect(report.bytes_per_event).toBeGreaterThan(300)
  expect(Object.keys(report.cpu_us_per_tx)).toEqual([
    'ingest',
    'events',
    'storage',
    'viz-api',
    'files and ClickHouse',
  ])
  expect(floorsText(report)).toContain('JSON.parse of a body')
}, 180_000)
