import type { DropReason, RejectReason } from './reasons.ts'

/**
 * Where the hashes of one source are, a row of `GET /accounting`. At any moment between two events
 * `announced = fetched + null + Σ rejected (but invalid_pending_hash) + Σ dropped + in_flight`.
 *
 * A hash is fetched once per chain. It has the same outcome in the row of every source that announced it until then,
 * and of those that announce it once its body is there, so the identity holds for each source by itself. What came to
 * nothing is fetched again for a source that announces it later.
 */
export interface SourceAccounting {
  readonly chain_key: string
  readonly chain_id: number
  readonly source_id: string
  /** Distinct hashes this source showed, also those that another source showed first. */
  readonly announced: number
  /** The body arrived, was sound, and was handed on. */
  readonly fetched: number
  /** The nodes answered null through all retries. */
  readonly null: number
  /** By reason. `invalid_pending_hash` counts frames, stands beside the identity and not in it. */
  readonly rejected: Readonly<Partial<Record<RejectReason, number>>>
  /** By reason. */
  readonly dropped: Readonly<Partial<Record<DropReason, number>>>
  /** Queued or being fetched, for this source or for the one that showed the hash first. */
  readonly in_flight: number
  /** Announcements of a hash that this source had shown before. */
  readonly duplicates: number
  /** Those of `duplicates` that came when the hash was settled: an old transaction announced again. */
  readonly reannounced: number
  /** Those of `announced` that were read from the node's standing pool and not announced live. */
  readonly backfilled: number
  /**
   * Events other than `TxDecoded` that the storage refused, by reason. They are about a hash whose outcome stands
   * (or about none), so they are beside the identity.
   */
  readonly lost_events: Readonly<Partial<Record<DropReason, number>>>
}

/**
 * How one source stands against another of its chain, a row of `GET /propagation`: measured over the live
 * announcements of this process, backfill excluded. There is a row for each order of a pair.
 */
export interface PropagationRow {
  readonly chain_key: string
  readonly chain_id: number
  readonly source_id: string
  readonly other_source_id: string
  /** Distinct hashes `source_id` announced. */
  readonly announced: number
  /** Those of them that both announced, while the first announcement was remembered. */
  readonly shared: number
  /** Those of `shared` that `source_id` announced first. */
  readonly first: number
  /** `first / shared`; `null` while nothing is shared. */
  readonly share_first: number | null
  /** Share of `announced` that the other did not announce (yet); `null` before the first announcement. */
  readonly exclusive_share: number | null
  /**
   * Median delay of the other behind `source_id` over `first`, milliseconds, exact to 5 %; `null` while `first` is 0.
   */
  readonly delay_p50_ms: number | null
  /** 99th percentile of the same. */
  readonly delay_p99_ms: number | null
}

/** What a process that ingests says of its sources. */
export interface IngestReports {
  /** One row per chain and source. */
  accounting(): readonly SourceAccounting[]
  /** Two rows per pair of sources of a chain; none for a chain with one source. */
  propagation(): readonly PropagationRow[]
}
