import type { Hash } from './hex.ts'

/** The state of the read models after one event. */
export interface ReplayPoint {
  readonly seq: number
  /** Of the event, Unix microseconds. */
  readonly ingest_ts_unix_us: number
  /** Transactions that wait to be mined. */
  readonly pending: number
  /** SHA-256 over the state, hex. The same events make the same digest, live, after a restart and replayed. */
  readonly digest: string
  /**
   * True when nothing that the state depends on was cut off by retention: its digest is then the one that the node had
   * at this event.
   */
  readonly complete: boolean
}

/** Points of the running node, newest last. */
export interface ReplaySeries {
  readonly latest_seq: number
  readonly oldest_seq: number
  readonly points: readonly ReplayPoint[]
}

/** Which events are replayed. */
export interface ReplayQuery {
  /** 0: before the first event. */
  readonly from: number
  /** At least `from`, at most the latest number. */
  readonly to: number
  /** A point after every so many events from `from` on; one at `to` in any case. */
  readonly stride: number
}

/** A pending transaction. */
export interface ReplayedTransaction {
  readonly chain_id: number
  readonly tx_hash: Hash
}

/** What a replay from stored events came to. */
export interface ReplayReport extends ReplaySeries {
  /** First event that was read: the state before the first point is built from here on. */
  readonly read_from: number
  /** From this event on every point is complete; `null` when none is. */
  readonly complete_from: number | null
  /** Pending at `to` and not at `from`; the first ones by chain and hash. */
  readonly added: readonly ReplayedTransaction[]
  /** Pending at `from` and not at `to`; likewise. */
  readonly removed: readonly ReplayedTransaction[]
  readonly added_total: number
  readonly removed_total: number
}

/** Rebuilds past states from stored events. */
export interface ReplayReader {
  /** What the running node noted of itself; at most some hundred points. */
  recent(): ReplaySeries
  /**
   * Replays beside the running node, in slices that leave it time. One at a time.
   * @throws StorageError when stored events cannot be read; `REPLAY_BUSY` while another one runs.
   */
  replay(query: ReplayQuery, signal?: AbortSignal): Promise<ReplayReport>
}
