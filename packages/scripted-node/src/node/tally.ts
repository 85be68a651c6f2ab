import type { Clock } from '@org/events'
import type { BlindCause, BlindInterval, Counts, FrameKind, LogEntry } from '../counts.ts'
import type { SubscriptionKind } from '../script.ts'

/** Counts what happens, as {@link Counts} reports it. */
export interface Tally {
  /** A request to become a WebSocket. */
  upgrade(): void
  connected(connection: number): void
  closed(connection: number): void
  subscribed(connection: number, kind: SubscriptionKind): void
  unsubscribed(connection: number, kind: SubscriptionKind): void
  question(method: string): void
  batch(method: string, size: number): void
  status(status: number): void
  frames(kind: FrameKind, count: number): void
  ping(): void
  announced(live: boolean): void
  /** A hash that was announced to nobody at first reached a subscriber. */
  seenAfterAll(): void
  /** Whether any subscriber can see announcements now, and if not, why; the first cause of an interval stands. */
  sight(sees: boolean, why: BlindCause): void
  counts(unsentBytes: number): Counts
}

/** Bound of each list. */
const MAX_KEPT = 10_000

export function createTally(clock: Clock): Tally {
  const connections = { ever: 0, open: 0 }
  const subscriptions = { full: 0, hashes: 0, heads: 0 }
  const questions: Record<string, number> = {}
  const batches: Record<string, number[]> = {}
  const statuses: Record<number, number> = {}
  const announced = { live: 0, blind: 0 }
  const frames = { hash: 0, full: 0, head: 0, reply: 0, other: 0 }
  let pings = 0
  let upgrades = 0
  const log: LogEntry[] = []
  const blind: BlindInterval[] = [{ fromUs: clock.nowUs(), toUs: null, why: 'start' }]

  const note = (what: LogEntry['what'], connection: number, kind: SubscriptionKind | null): void =>
    keep(log, { atUs: clock.nowUs(), what, connection, kind })

  return {
    upgrade() {
      upgrades++
    },
    connected(connection) {
      connections.ever++
      connections.open++
      note('connected', connection, null)
    },
    closed(connection) {
      connections.open--
      note('closed', connection, null)
    },
    subscribed(connection, kind) {
      subscriptions[kind]++
      note('subscribed', connection, kind)
    },
    unsubscribed: (connection, kind) => note('unsubscribed', connection, kind),
    question(method) {
      questions[method] = (questions[method] ?? 0) + 1
    },
    batch(method, size) {
      let sizes = batches[method]
      if (sizes === undefined) {
        sizes = []
        batches[method] = sizes
      }
      keep(sizes, size)
    },
    status(status) {
      statuses[status] = (statuses[status] ?? 0) + 1
    },
    frames(kind, count) {
      frames[kind] += count
    },
    ping() {
      pings++
    },
    announced(live) {
      if (live) announced.live++
      else announced.blind++
    },
    seenAfterAll() {
      announced.blind--
      announced.live++
    },
    sight(sees, why) {
      const last = blind.at(-1)
      const open = last !== undefined && last.toUs === null ? last : null
      // A socket that stays quiet and none at all are told apart by clients: two intervals.
      if (open !== null && !sees && (open.why === 'silent') === (why === 'silent')) return
      const nowUs = clock.nowUs()
      if (open !== null) blind[blind.length - 1] = { ...open, toUs: nowUs }
      if (!sees) keep(blind, { fromUs: nowUs, toUs: null, why })
    },
    counts(unsentBytes) {
      const { user, system } = process.cpuUsage()
      return {
        connections,
        upgrades,
        subscriptions,
        questions,
        batches,
        statuses,
        announced,
        frames,
        pings,
        unsentBytes,
        log,
        blind,
        cpuSeconds: (user + system) / 1e6,
      }
    },
  }
}

/** Appends, and lets go of the oldest beyond the bound. */
function keep<T>(list: T[], value: T): void {
  list.push(value)
  // In steps: moving the whole list for each value would cost more than the value.
  if (list.length >= MAX_KEPT * 2) list.splice(0, MAX_KEPT)
}
