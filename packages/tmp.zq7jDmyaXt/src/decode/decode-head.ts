import { type BlockSeenData, parseHash, quantityToNumber, quantityToWei } from '@org/events'

/**
 * The head of a block as event data, or in words why it is none: from a `newHeads` notification, or from a block of
 * `eth_getBlockBy…`, whose transactions are then counted. Never throws, whatever the node sends.
 */
export function decodeHead(head: unknown): BlockSeenData | string {
  if (typeof head !== 'object' || head === null) return 'the announced head is not an object'
  const fields = head as Readonly<Record<string, unknown>> // an object of unknown fields
  const number = quantityToNumber(fields.number)
  if (number === null) return 'head: number is not a quantity'
  const hash = parseHash(fields.hash)
  if (hash === null) return 'head: hash is not a hash'
  const parentHash = parseHash(fields.parentHash)
  if (parentHash === null) return 'head: parentHash is not a hash'
  const timestamp = quantityToNumber(fields.timestamp)
  if (timestamp === null) return 'head: timestamp is not a quantity'
  return {
    number,
    hash,
    parent_hash: parentHash,
    timestamp,
    tx_count: Array.isArray(fields.transactions) ? fields.transactions.length : null,
    base_fee_wei: quantityToWei(fields.baseFeePerGas),
  }
}
