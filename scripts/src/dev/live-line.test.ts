import { parseScrape } from '@org/testkit'
import { expect, test } from 'vitest'
import { formatLive } from './live-line.ts'

const page = (announced: number, visible: number) =>
  parseScrape(`mevscope_ingest_announced_total{chain_id="1"} ${announced}
mevscope_storage_events_total 1234567
mevscope_storage_durable_seq 1234567
mevscope_storage_clickhouse_lag_events 12
mevscope_ingest_to_visible_seconds_bucket{le="0.01"} ${visible}
mevscope_ingest_to_visible_seconds_bucket{le="+Inf"} ${visible}`)

test('shows rate, events, durable sequence, time to visible and lag', () => {
  expect(formatLive(page(100, 100), page(150, 150), 2)).toBe(
    '25.0 tx/s · 1,234,567 events · durable seq 1,234,567 · lag 12 · visible p99 ≤ 10 ms',
  )
})

test('says nothing of a time to visible when nothing came', () => {
  expect(formatLive(page(100, 100), page(100, 100), 0)).toContain('0.0 tx/s · 1,234,567 events')
  expect(formatLive(page(100, 100), page(100, 100), 1)).toContain('visible p99 –')
})
