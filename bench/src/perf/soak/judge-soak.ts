import type { RowCounts } from './count-rows.ts'
import type { IdCheckResult } from './id-check.ts'
import { type Sample, slopeOf } from './slope.ts'
import type { SoakReport } from './soak-report.ts'

/** What a run gave, before anybody says whether it is right. */
export interface SoakFacts
  extends Omit<SoakReport, 'schema' | 'schema_version' | 'ids' | 'rss' | 'failures' | 'clickhouse'> {
  readonly ids: IdCheckResult & { readonly accountedLosses: number }
  readonly clickhouse: RowCounts | null
  readonly rss: readonly Sample[]
}

/** Runs shorter than this say nothing about growth. */
const GROWTH_MINUTES = 10
/** Growth over the second half, as a share, that is still about none. */
const ALLOWED_GROWTH = 0.1

export function judgeSoak({ ids, rss, ...facts }: SoakFacts): SoakReport {
  const memory = memoryOf(rss)
  const failures = [...facts.sequence.faults, ...facts.identity.faults, ...unlooked({ ids, rss, ...facts })]
  if (ids.lost > ids.accountedLosses) {
    failures.push(
      `${ids.lost} hashes lost, ${ids.accountedLosses} accounted for, such as ${ids.examples.join(', ')}`,
    )
  }
  const { clickhouse } = facts
  if (clickhouse === null) failures.push('ClickHouse did not get every event in time')
  else if (
    clickhouse.rows !== clickhouse.numbers ||
    clickhouse.rows !== clickhouse.last ||
    clickhouse.last < facts.events
  ) {
    failures.push(`ClickHouse does not hold each event once: ${JSON.stringify(clickhouse)}`)
  }
  if (facts.minutes >= GROWTH_MINUTES && !(memory.growth <= ALLOWED_GROWTH)) {
    failures.push(`resident memory grows by ${memory.slope_mb_per_hour} MB an hour`)
  }
  return {
    schema: 'mevscope.perf.soak',
    schema_version: 1,
    ...facts,
    ids: {
      checked: ids.checked,
      lost_at_kill: ids.lostAtKill,
      lost: ids.lost,
      accounted_losses: ids.accountedLosses,
    },
    rss: memory,
    failures,
  }
}

/** A run in which nothing was looked at, or nothing happened, is not right for that. */
function unlooked({ ids, identity, chaos, rss }: SoakFacts): readonly string[] {
  const failures: string[] = []
  if (ids.checked === 0) failures.push('no hash was checked')
  if (identity.announced === 0) failures.push('no announcement was in the accounting')
  if (!rss.some(({ value }) => value > 0)) failures.push('resident memory was not measured')
  const { paused, clients, blocks, ...node } = chaos
  const faults = Object.values(node).reduce((sum, count) => sum + count, 0)
  const idle = Object.entries({ 'faults of the node': faults, paused, clients, blocks })
    .filter(([, count]) => count === 0)
    .map(([what]) => what)
  if (idle.length > 0) failures.push(`the run was too short for: ${idle.join(', ')}`)
  return failures
}

function memoryOf(samples: readonly Sample[]): SoakReport['rss'] {
  const values = samples.map(({ value }) => value)
  const endS = samples.at(-1)?.atS ?? 0
  // Each pair of samples is looked at: a few hundred of them are enough.
  const half = samples.filter(({ atS }) => atS >= endS / 2)
  const step = Math.max(1, Math.ceil(half.length / 300))
  const slope = slopeOf(half.filter((_, index) => index % step === 0))
  const mean = half.reduce((sum, { value }) => sum + value, 0) / Math.max(1, half.length)
  return {
    first_mb: Math.round(values[0] ?? 0),
    last_mb: Math.round(values.at(-1) ?? 0),
    max_mb: Math.round(Math.max(0, ...values)),
    slope_mb_per_hour: Math.round(slope * 3600 * 10) / 10,
    growth: Math.round(((slope * endS) / 2 / Math.max(1, mean)) * 1000) / 1000,
  }
}
