/** How much of the chain's pending transactions a node can show. */
export const MEMPOOL_CLASSES = ['public', 'partial', 'private'] as const
export type MempoolClass = (typeof MEMPOOL_CLASSES)[number]

/** `live`: subscribed and, on a public chain, not silent. */
export type SourceState = 'idle' | 'connecting' | 'live' | 'stalled' | 'disconnected' | 'failed' | 'stopped'

/** One row per source in `GET /chains`; URLs are masked. */
export interface SourceStatus {
  readonly source_id: string
  readonly state: SourceState
  /**
   * What is announced: whole transactions, hashes, or nothing where the node refuses and the chain is private; `null`
   * while not live.
   */
  readonly subscription: 'full' | 'hashes' | 'none' | null
  readonly endpoint_index: number
  readonly endpoints: readonly { readonly ws_url: string; readonly http_url: string }[]
  /** Unix microseconds of the last announcement; `null` before the first. */
  readonly last_pending_unix_us: number | null
  readonly silent_for_ms: number | null
  readonly last_error: string | null
  readonly rotations: number
}

export interface ChainStatus {
  readonly chain_key: string
  readonly chain_id: number
  readonly mempool: MempoolClass
  readonly sources: readonly SourceStatus[]
}

/** One dependency in `GET /ready`. */
export interface DependencyStatus {
  readonly name: string
  /** `degraded` keeps the node ready: data still arrives and is still durable. */
  readonly state: 'up' | 'degraded' | 'down'
  readonly detail: string | null
}

/** What the running node says of itself. */
export interface RuntimeStatus {
  chains(): readonly ChainStatus[]
  dependencies(): readonly DependencyStatus[]
}
