import { parseScrape, quantileBetween, type Scrape } from '@org/testkit'

const ANNOUNCED = 'mevscope_ingest_announced_total'
const EVENTS = 'mevscope_storage_events_total'
const SEQUENCE = 'mevscope_storage_durable_seq'
const LAG = 'mevscope_storage_clickhouse_lag_events'
const VISIBLE = 'mevscope_ingest_to_visible_seconds'

const whole = new Intl.NumberFormat('en')

/** Makes the live line from the server's own metrics: figures over the time since the line before. */
export interface LiveLine {
  /** Reads `/metrics`; rejects when the server does not answer. */
  next(): Promise<string>
}

/** @param url base URL of the server, without a trailing slash. */
export function createLiveLine(url: string): LiveLine {
  let before: { readonly scrape: Scrape; readonly atMs: number } | null = null
  return {
    async next(): Promise<string> {
      const response = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(2_000) })
      const now = { scrape: parseScrape(await response.text()), atMs: performance.now() }
      const last = before ?? now
      before = now
      return formatLive(last.scrape, now.scrape, (now.atMs - last.atMs) / 1000)
    },
  }
}

/**
 * The figures of the line, most wanted first, since a narrow terminal cuts it: announced transactions per second over
 * `seconds`, events since the server's start, last durable number, events that ClickHouse is behind, time to visible.
 */
export function formatLive(before: Scrape, after: Scrape, seconds: number): string {
  const rate = seconds > 0 ? (after.sum(ANNOUNCED) - before.sum(ANNOUNCED)) / seconds : 0
  const p99 = quantileBetween(before.buckets(VISIBLE), after.buckets(VISIBLE), 0.99)
  return [
    `${rate.toFixed(1)} tx/s`,
    `${whole.format(after.sum(EVENTS))} events`,
    `durable seq ${whole.format(after.sum(SEQUENCE))}`,
    `lag ${whole.format(after.sum(LAG))}`,
    `visible p99 ${p99 === null ? '–' : `≤ ${whole.format(p99 * 1000)} ms`}`,
  ].join(' · ')
}
