import type { PerfReport, StepFigures, Target } from './report.ts'

/** Steps below this share of saturation may lose nothing. */
const STEADY_SHARE = 0.8

/** What this project wants to hold on two cores, load and clients included; only what was measured is judged. */
export function judge(report: Omit<PerfReport, 'targets'>): readonly Target[] {
  const { steps, saturation, classical } = report
  const at = (rate: number): StepFigures | undefined =>
    steps.find((step) => step.offered_tx_per_second === rate)
  const steady = steps.filter((step) => step.offered_tx_per_second < saturation.tx_per_second * STEADY_SHARE)
  const lost = steady.reduce((sum, step) => sum + step.announced - step.received, 0)
  const atThousand = at(1_000)
  const atTenThousand = at(10_000)
  return [
    atLeast('sustained transactions per second', 15_000, saturation.tx_per_second),
    atLeast('sustained events per second', 45_000, saturation.events_per_second),
    ...(atThousand === undefined
      ? []
      : [atMost('announce to client p99 at 1,000 tx/s, ms', 25, atThousand.announce_to_client_ms.p99)]),
    ...(atTenThousand === undefined
      ? []
      : [
          atMost('announce to client p99 at 10,000 tx/s, ms', 100, atTenThousand.announce_to_client_ms.p99),
          atMost('ingest to visible p99 at 10,000 tx/s, ms', 100, atTenThousand.ingest_to_visible_p99_ms),
        ]),
    atMost('transactions lost below 80 % of saturation', 0, lost),
    atMost('resident memory, MB', 1200, Math.max(0, ...steps.map((step) => step.rss_mb))),
    atMost('snapshot p50, ms', 5, classical.snapshot_ms.p50),
    atMost('start to ready, ms', 2000, report.ready_ms),
  ]
}

function atLeast(name: string, limit: number, measured: number): Target {
  return { name, wanted: `≥ ${limit}`, measured, met: measured >= limit }
}

function atMost(name: string, limit: number, measured: number): Target {
  return { name, wanted: `≤ ${limit}`, measured, met: measured <= limit }
}
