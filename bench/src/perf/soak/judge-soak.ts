import type { RowCounts } from './count-rows.ts'
import type { IdCheckResult } from './id-check.ts'
import type { Sight } from './sight.ts'
import { type Sample, slopeOf } from './slope.ts'
import type { SoakReport } from './soak-report.ts'

/** What a run gave, before anybody says whether it is right. */
export interface SoakFacts
  extends Omit<
    SoakReport,
    'schema' | 'schema_version' | 'ids' | 'sight' | 'rss' | 'failures' | 'clickhouse'
  > {
  readonly ids: IdCheckResult
  readonly sight: Sight
  readonly clickhouse: RowCounts | null
  readonly rss: readonly Sample[]
}

/** Runs shorter than this say nothing about growth. */
const GROWTH_MINUTES = 10
/** Growth over the second half, as a share, that is still about none. */
const ALLOWED_GROWTH = 0.1
/** Of the samples, one a second, that are there at least: a busy machine takes longer for one. */
const SAMPLED_SHARE = 0.2
/** Runs shorter than this are blind for most of it, by the faults they hold. */
const SIGHT_MINUTES = 3
const SEEN_SHARE = 0.5
/** A fault of some seconds, and a server that is a little late in coming back. */
const LONGEST_BLIND_S = 15

export function judgeSoak({ ids, sight, rss, ...facts }: SoakFacts): SoakReport {
  const memory = memoryOf(rss)
  const whole = { ids, sight, rss, ...facts }
  const failures = [
    ...facts.sequence.faults,
    ...facts.identity.faults,
    ...unlooked(whole),
    ...unseen(whole),
    ...wrongIds(whole),
    ...wrongRows(facts),
  ]
  if (facts.minutes >= GROWTH_MINUTES && !(memory.growth <= ALLOWED_GROWTH)) {
    failures.push(`resident memory grows by ${memory.slope_mb_per_hour} MB an hour`)
  }
  return {
    schema: 'mevscope.perf.soak',
    schema_version: 2,
    ...facts,
    sight: { told: sight.told, untold: sight.untold, longest_blind_s: sight.longestBlindS },
    ids: {
      checked: ids.checked,
      decoded: ids.decoded,
      rejected: ids.rejected,
      dropped: ids.dropped,
      dropped_unexcused: ids.droppedUnexcused,
      lost_at_kill: ids.lostAtKill,
      lost: ids.lost,
    },
    rss: memory,
    failures,
  }
}

/** The node gives no bad body, and the load is a long way under what the server carries: nothing may be let go. */
function wrongIds({ ids, behind_at_kill_s }: SoakFacts): readonly string[] {
  const failures: string[] = []
  if (ids.lost > 0) {
    const behind = `the server was ${behind_at_kill_s} s behind when it was killed`
    failures.push(`${ids.lost} hashes without an outcome (${behind}), such as ${ids.examples.join(', ')}`)
  }
  if (ids.rejected > 0) failures.push(`${ids.rejected} sound bodies were rejected`)
  if (ids.droppedUnexcused > 0) {
    failures.push(`${ids.droppedUnexcused} hashes were dropped while the node answered`)
  }
  const ended = ids.decoded + ids.rejected + ids.dropped + ids.lostAtKill + ids.lost
  if (ended !== ids.checked) failures.push(`${ids.checked} hashes were checked, and ${ended} came out`)
  return failures
}

function wrongRows({
  clickhouse,
  events,
  transactions,
}: Pick<SoakFacts, 'clickhouse' | 'events' | 'transactions'>): readonly string[] {
  if (clickhouse === null) return ['ClickHouse did not get every event in time']
  const { rows, numbers, last, decoded } = clickhouse
  if (rows === numbers && rows === last && last >= events && decoded === transactions) return []
  return [`ClickHouse does not hold each event once: ${JSON.stringify(clickhouse)}`]
}

/** A run in which nothing was looked at, or nothing happened, is not right for that. */
function unlooked({ ids, sight, identity, chaos, rss, minutes }: SoakFacts): readonly string[] {
  const failures: string[] = []
  if (ids.checked === 0) failures.push('no hash was checked')
  if (ids.checked !== sight.told) failures.push(`${ids.checked} of ${sight.told} told hashes were checked`)
  if (!(identity.announced > 0)) failures.push('no announcement was in the accounting')
  const seconds = minutes * 60
  const late = rss.filter(({ atS, value }) => value > 0 && atS >= seconds / 2).length
  if (rss.some(({ value }) => !(value > 0)) || !(late >= (seconds / 2) * SAMPLED_SHARE)) {
    failures.push('resident memory was not measured all the time')
  }
  const idle = Object.entries(chaos).flatMap(([what, count]) => (count > 0 ? [] : [what]))
  if (idle.length > 0) failures.push(`the run was too short for: ${idle.join(', ')}`)
  return failures
}

/** A server that does not come back after a fault is told nothing, and so loses nothing. */
function unseen({ sight, minutes }: SoakFacts): readonly string[] {
  const failures: string[] = []
  if (!sight.seesAtEnd) failures.push('nobody was subscribed at the end')
  if (sight.longestBlindS > LONGEST_BLIND_S) {
    failures.push(`nobody was told anything for ${sight.longestBlindS} s`)
  }
  if (minutes >= SIGHT_MINUTES && !(sight.told >= (sight.told + sight.untold) * SEEN_SHARE)) {
    failures.push(`only ${sight.told} hashes were told to somebody, ${sight.untold} to nobody`)
  }
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
