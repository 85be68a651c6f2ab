import type { StoredEvent } from '@org/events'

/** What arrived in one second of wall time. */
interface Bucket {
  readonly second: number
  readonly events: number
  readonly transactions: number
  readonly opportunities: number
}

export type Rated = 'events' | 'transactions' | 'opportunities'

/** Counts of the last minute, by second. */
export interface Rates {
  /** Measuring began in this second. */
  readonly sinceSecond: number
  /** Events up to here were history when the stream opened and are not part of a rate. */
  readonly historySeq: number
  /** Ascending by second, at most {@link KEPT_SECONDS}. */
  readonly buckets: readonly Bucket[]
}

const KEPT_SECONDS = 61

/** Begins to measure at `atMs`. */
export function startRates(atMs: number, historySeq: number): Rates {
  return { sinceSecond: toSecond(atMs), historySeq, buckets: [] }
}

/** Adds events that arrived at `atMs`; what was history does not count. */
export function countEvents(rates: Rates, events: readonly StoredEvent[], atMs: number): Rates {
  const second = toSecond(atMs)
  const last = rates.buckets.at(-1)
  // A clock that was set back continues in the bucket it had reached.
  const open = last !== undefined && last.second >= second ? last : null
  const bucket = {
    second: open?.second ?? second,
    events: open?.events ?? 0,
    transactions: open?.transactions ?? 0,
    opportunities: open?.opportunities ?? 0,
  }
  for (const event of events) {
    if (event.seq <= rates.historySeq) continue
    bucket.events++
    if (event.kind === 'TxSeen' && event.data.first && !event.data.backfill) bucket.transactions++
    if (event.kind === 'OppDetected') bucket.opportunities++
  }
  const before = open === null ? rates.buckets : rates.buckets.slice(0, -1)
  const buckets = [...before, bucket].filter((kept) => kept.second > bucket.second - KEPT_SECONDS)
  return { ...rates, buckets }
}

/**
 * Mean per second over the last whole seconds, at most `windowSeconds` (1–60); `null` until one whole second was
 * measured.
 */
export function perSecond(rates: Rates, what: Rated, nowMs: number, windowSeconds: number): number | null {
  const now = toSecond(nowMs)
  const from = Math.max(now - windowSeconds, rates.sinceSecond + 1)
  if (now - from < 1) return null
  let sum = 0
  for (const bucket of rates.buckets) if (bucket.second >= from && bucket.second < now) sum += bucket[what]
  return sum / (now - from)
}

function toSecond(ms: number): number {
  return Math.floor(ms / 1000)
}
