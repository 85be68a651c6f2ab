import type { Hash } from '@org/events'
import type { StoredText } from '../transactions/stored-text.ts'
import type { Entry } from './ledger.ts'

/** A block as the node keeps it. */
export interface Block {
  readonly number: number
  readonly hash: Hash
  readonly parentHash: Hash
  /** Unix seconds. */
  readonly timestamp: number
  readonly baseFeeWei: number
  readonly transactions: readonly Entry[]
  /** Those of its transactions that failed. */
  readonly reverted: ReadonlySet<Entry>
  /** On-chain nonces of the senders before this block. */
  readonly noncesBefore: ReadonlyMap<string, number>
}

const GAS_LIMIT = '"0x1c9c380"'
const EMPTY_WORD = `"0x${'0'.repeat(64)}"`
const NO_ADDRESS = `"0x${'0'.repeat(40)}"`
/** The uncles of a block without any. */
const NO_UNCLES = '"0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347"'

export const quantityText = (value: number): string => `"0x${value.toString(16)}"`

/** The members of a header as geth announces it, without the braces. */
function headerMembers(block: Block): string {
  return (
    `"number":${quantityText(block.number)},"hash":"${block.hash}","parentHash":"${block.parentHash}",` +
    `"timestamp":${quantityText(block.timestamp)},"baseFeePerGas":${quantityText(block.baseFeeWei)},` +
    `"gasLimit":${GAS_LIMIT},"gasUsed":${quantityText(21_000 * block.transactions.length)},` +
    `"miner":${NO_ADDRESS},"nonce":"0x0000000000000000","difficulty":"0x0","extraData":"0x",` +
    `"mixHash":${EMPTY_WORD},"stateRoot":${EMPTY_WORD},"receiptsRoot":${EMPTY_WORD},` +
    `"transactionsRoot":${EMPTY_WORD},"sha3Uncles":${NO_UNCLES},"logsBloom":"0x${'0'.repeat(512)}"`
  )
}

export const headText = (block: Block): string => `{${headerMembers(block)}}`

/** A block as `eth_getBlockByNumber` answers it. @param full whole transactions instead of their hashes */
export function blockText(block: Block, full: boolean): string {
  const transactions = block.transactions.map((entry) => (full ? minedBody(entry) : `"${entry.hash}"`))
  return `{${headerMembers(block)},"size":"0x400","uncles":[],"transactions":[${transactions.join(',')}]}`
}

export function receiptsText(block: Block): string {
  return `[${block.transactions.map((entry, index) => receiptText(block, entry, index)).join(',')}]`
}

/** The receipt of one transaction; `null` while it is in no block. */
export function receiptOf(entry: Entry): string {
  return entry.block === null ? 'null' : receiptText(entry.block, entry, entry.indexInBlock)
}

function receiptText(block: Block, entry: Entry, index: number): string {
  const status = block.reverted.has(entry) ? '0x0' : '0x1'
  return (
    `{"transactionHash":"${entry.hash}","transactionIndex":${quantityText(index)},"blockHash":"${block.hash}",` +
    `"blockNumber":${quantityText(block.number)},"from":"${entry.tx?.from}","status":"${status}",` +
    `"gasUsed":"0x5208","cumulativeGasUsed":${quantityText(21_000 * (index + 1))},"logs":[],"type":"0x2"}`
  )
}

/** The body of a transaction that is pending. */
export const pendingBody = (members: StoredText): string =>
  `{"blockHash":null,"blockNumber":null,"transactionIndex":null,${members}}`

/** The body of a transaction that is in a block. */
function minedBody(entry: Entry): string {
  const { block, tx } = entry
  if (block === null || tx === null) return 'null'
  return `{"blockHash":"${block.hash}","blockNumber":${quantityText(block.number)},"transactionIndex":${quantityText(entry.indexInBlock)},${tx.members}}`
}

/** What `eth_getTransactionByHash` answers: the mined body, the pending one, or null. */
export function bodyText(entry: Entry): string {
  if (entry.block !== null) return minedBody(entry)
  return entry.pooled && entry.tx !== null ? pendingBody(entry.tx.members) : 'null'
}
