/**
 * Why a transaction did not go further. One closed list: the `reason` of `TxDropped` and `TxRejected`, and the
 * label of the drop and reject metrics.
 */
export const DROP_REASONS = [
  /** The storage queue was at its bound. */
  'storage_queue_full',
  /** The storage writer was stopping or had failed. */
  'storage_queue_closed',
  /** The fetch queue of the source was at its bound. */
  'fetch_queue_full',
  /** The body could not be fetched within the retries. */
  'fetch_failed',
  /** The node answered null for the hash within all retries. */
  'not_found',
  /** The pending transaction outlived its bound without being mined. */
  'expired',
  /** A transaction with the same nonce and a higher fee was there already. */
  'underpriced_replacement',
  /** The sender had too many pending transactions. */
  'sender_limit_reached',
  /** Its nonce is used by another transaction, and no node knows it any more. */
  'nonce_used',
] as const
export type DropReason = (typeof DROP_REASONS)[number]

/** Why a frame or a body was refused. The same rules as for {@link DROP_REASONS}. */
export const REJECT_REASONS = [
  /** A subscription frame held no 32-byte hash where one was expected. */
  'invalid_pending_hash',
  /** The body's own hash is not the one asked for. */
  'hash_mismatch',
  /** The body names another chain. */
  'wrong_chain',
  /** A field of the body is missing or not of its type. */
  'malformed_body',
  /** The body exceeds the size bound. */
  'oversize_body',
] as const
export type RejectReason = (typeof REJECT_REASONS)[number]
