import { TRAFFIC_KINDS, type TrafficKind } from './planned-transaction.ts'

/** Counts since the traffic was created. */
export interface TrafficStats {
  /** Transactions the node took, by kind. */
  readonly sent: Readonly<Record<TrafficKind, number>>
  /** Refused by the node; the traffic goes on. */
  readonly rejected: number
  /** Replacements whose original was mined first. */
  readonly late: number
  /** Planned transactions whose nonce could not be determined, for example the filling of a gap that is not open. */
  readonly skipped: number
  /** Not sent because too many were in flight. */
  readonly throttled: number
  /** Sent to fill nonces that a reorg lost. */
  readonly fillers: number
  readonly inFlight: number
  /** What the node said last; `null` when it never refused. */
  readonly lastError: string | null
}

/** The counts while they are counted. */
export type MutableStats = {
  -readonly [K in Exclude<keyof TrafficStats, 'sent'>]: TrafficStats[K]
} & { readonly sent: Record<TrafficKind, number> }

export function createStats(): MutableStats {
  const sent = Object.fromEntries(TRAFFIC_KINDS.map((kind) => [kind, 0])) as Record<TrafficKind, number> // all kinds
  return {
    sent,
    rejected: 0,
    late: 0,
    skipped: 0,
    throttled: 0,
    fillers: 0,
    inFlight: 0,
    lastError: null,
  }
}
