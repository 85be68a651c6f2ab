import type { MempoolClass } from '@org/events'

/** One node as it is reached: subscriptions over WebSocket, bodies over HTTP. */
export interface EndpointConfig {
  /** `ws://` or `wss://`. */
  readonly wsUrl: string
  /** `http://` or `https://`. */
  readonly httpUrl: string
}

/** One view of a chain. Its endpoints are a failover list: one is used at a time. */
export interface SourceConfig {
  /** Unique within its chain. */
  readonly sourceId: string
  /** At least one, the preferred one first. */
  readonly endpoints: readonly EndpointConfig[]
}

/** One chain. All its sources run at once and their sightings are merged. */
export interface ChainConfig {
  /** Human name, for example `eth-mainnet`; unique. */
  readonly chainKey: string
  /** EIP-155 id; unique. */
  readonly chainId: number
  /** @default 'public' */
  readonly mempool?: MempoolClass
  /**
   * Blocks until a block counts as final; `null`: what the node's `finalized` tag says, and
   * {@link DEFAULT_FINALITY_DEPTH} where it has none. @default null
   */
  readonly finalityDepth?: number | null
  /**
   * Recompute the hash of a share of the bodies and refuse those that differ. To be switched off where a chain hashes
   * transactions of types 0 to 4 in a way of its own. @default true
   */
  readonly verifyHashes?: boolean
  /** At least one, at most {@link MAX_SOURCES_PER_CHAIN}. */
  readonly sources: readonly SourceConfig[]
}

/** Bound of sources per chain: the dedup memory keeps one bit for each beside every hash. */
export const MAX_SOURCES_PER_CHAIN = 28

export const DEFAULT_MEMPOOL: MempoolClass = 'public'
/** Blocks until a block counts as final on a chain without a `finalized` tag: two epochs of Ethereum. */
export const DEFAULT_FINALITY_DEPTH = 64
