/** The bounds of a transaction pool and its waiting times. */
export interface PoolLimits {
  /** Most hashes known at once. */
  readonly maxTracked: number
  /**
   * How long a transaction may wait to be mined, from when it came to the pool; geth's `Lifetime`. Milliseconds. So one
   * of an earlier run is not given up before the nodes were asked what became of it.
   */
  readonly pendingTtlMs: number
  /** Most pending transactions of one sender. */
  readonly senderLimit: number
  /** Senders whose nonce is kept. */
  readonly maxSenders: number
  /** Mined hashes that are remembered for bodies that come after their block. */
  readonly maxRemembered: number
  /** Most blocks that are not final. */
  readonly maxBlocks: number
  /**
   * Most transactions of these blocks that are held, so that a reorganisation can give back their nonces; after one that
   * goes deeper all nonces are asked again.
   */
  readonly maxMined: number
  /** Longest wait for the block of a transaction whose nonce is used before a node is asked for it, milliseconds. */
  readonly staleWaitMs: number
  /** Least time between two questions about the same sender or the same transaction, milliseconds. */
  readonly recheckMs: number
  /** Most senders whose nonce is asked again, in one second. */
  readonly rechecksPerSecond: number
  /** Wait after a question for a nonce that failed, milliseconds. */
  readonly retryMs: number
}

export const DEFAULT_POOL_LIMITS: PoolLimits = {
  maxTracked: 262_144,
  pendingTtlMs: 3 * 60 * 60 * 1000,
  senderLimit: 256,
  maxSenders: 262_144,
  maxRemembered: 65_536,
  maxBlocks: 8192,
  maxMined: 262_144,
  staleWaitMs: 30_000,
  recheckMs: 60_000,
  rechecksPerSecond: 128,
  retryMs: 1000,
}
