import { type BlockSeenData, parseAddress, parseHash, quantityToNumber, quantityToWei } from '@org/events'
import type { MinedTx } from '../lifecycle/mined-block.ts'
import { decodeHead } from './decode-head.ts'

/** A block with its transactions in block order, their status not read yet. */
export interface DecodedBlock {
  readonly head: BlockSeenData
  readonly transactions: readonly MinedTx[]
}

/**
 * Reads a block as `eth_getBlockByHash` answers it, with whole transactions or with their hashes only; in words why it
 * is none. Never throws, whatever the node sends. A transaction must have its hash; of its sender, nonce and fees is
 * taken what can be read.
 */
export function decodeBlock(block: unknown): DecodedBlock | string {
  const head = decodeHead(block)
  if (typeof head === 'string') return head
  const entries: unknown = (block as Readonly<Record<string, unknown>>).transactions // an object, or it were no head
  if (!Array.isArray(entries)) return `block ${head.hash}: transactions is not an array`
  const transactions: MinedTx[] = []
  for (const [index, entry] of entries.entries()) {
    const transaction = decodeMined(entry)
    if (typeof transaction === 'string') return `block ${head.hash}: transactions[${index}] ${transaction}`
    transactions.push(transaction)
  }
  return { head, transactions }
}

/**
 * Types whose nonce is not the next one of their sender: the chain made them of what happened on another one. The
 * deposits of OP chains (0x7e), deposits, tickets and system calls of Arbitrum (0x64 to 0x6a), and the priority and
 * upgrade transactions of zkSync chains (0xff, 0xfe), where the nonce is the number of the request.
 */
const SYSTEM_TYPES: ReadonlySet<number> = new Set([0x64, 0x65, 0x66, 0x68, 0x69, 0x6a, 0x7e, 0xfe, 0xff])

function decodeMined(entry: unknown): MinedTx | string {
  if (typeof entry === 'string') {
    const hash = parseHash(entry)
    if (hash === null) return 'is not a hash'
    return { hash, sender: null, nonce: null, maxFeeWei: null, maxTipWei: null, status: 'unknown' }
  }
  if (typeof entry !== 'object' || entry === null) return 'is neither a hash nor an object'
  const tx = entry as Readonly<Record<string, unknown>> // an object of unknown fields
  const hash = parseHash(tx.hash)
  if (hash === null) return 'has no hash'
  const type = quantityToNumber(tx.type)
  const isSystem = type !== null && SYSTEM_TYPES.has(type)
  // Of a dynamic-fee transaction in a block `gasPrice` is what was paid, not what was offered.
  const dynamic = quantityToWei(tx.maxFeePerGas)
  const gasPrice = dynamic === null ? quantityToWei(tx.gasPrice) : null
  return {
    hash,
    sender: parseAddress(tx.from),
    nonce: isSystem ? null : quantityToNumber(tx.nonce),
    maxFeeWei: dynamic ?? gasPrice,
    maxTipWei: dynamic === null ? gasPrice : quantityToWei(tx.maxPriorityFeePerGas),
    status: 'unknown',
  }
}
