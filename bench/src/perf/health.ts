import type { Scrape } from '@org/testkit'

/** The worst of what the server said of itself over a step. */
export interface Health {
  add(scrape: Scrape): void
  /** Each scrape holds the delays since the one before it. */
  eventLoopDelayMs(): { readonly p99: number; readonly max: number }
  rssMb(): number
  lagEvents(): { readonly max: number; readonly end: number }
  /** For a live line. */
  line(): string
}

const round = (value: number): number => Math.round(value * 100) / 100

export function createHealth(): Health {
  let p99 = 0
  let max = 0
  let rss = 0
  let lagMax = 0
  let lag = 0
  return {
    add(scrape) {
      p99 = Math.max(p99, scrape.sum('nodejs_eventloop_lag_p99_seconds') * 1000)
      max = Math.max(max, scrape.sum('nodejs_eventloop_lag_max_seconds') * 1000)
      rss = Math.max(rss, scrape.sum('process_resident_memory_bytes') / 2 ** 20)
      lag = scrape.sum('mevscope_storage_clickhouse_lag_events')
      lagMax = Math.max(lagMax, lag)
    },
    eventLoopDelayMs: () => ({ p99: round(p99), max: round(max) }),
    rssMb: () => Math.round(rss),
    lagEvents: () => ({ max: lagMax, end: lag }),
    line: () => `loop p99 ${p99.toFixed(0)} ms · RSS ${rss.toFixed(0)} MB · ClickHouse lag ${lag}`,
  }
}
