import {
  type Address,
  type Hash,
  type Hex,
  parseAddress,
  parseBytes,
  parseHash,
  type Selector,
  type TxConfirmedData,
  type TxDecodedData,
} from '@org/events'
import type { ArchiveRow } from '../layout/archive-row.ts'
import {
  amount,
  BadField,
  blockTime,
  bytes,
  integer,
  show,
  signed,
  sourceNameIn,
  time,
} from './field-readers.ts'
import { decodeRawTransaction, type RawTransaction } from './raw-transaction.ts'
import type { Rejection } from './rejection.ts'

/** A row of a transactions file, checked. */
export interface ImportedTransaction {
  readonly hash: Hash
  readonly chainId: number
  readonly timestampMs: number
  readonly body: TxDecodedData
  /** False where the file does not hold all of the calldata. */
  readonly isWhole: boolean
  readonly sources: readonly string[]
  /** `null` where the file knows of no block. */
  readonly confirmation: TxConfirmedData | null
}

const DYNAMIC_FEE = 2
const SET_CODE = 4
const MAX_SOURCES = 1_000

/**
 * Reads a row. A raw transaction wins over the columns it repeats.
 * @param chainId of rows that do not say
 */
export function importedTransaction(row: ArchiveRow, chainId: number): ImportedTransaction | Rejection {
  const hash = parseHash(row.hash)
  if (hash === null) return { reason: 'bad_field', note: `hash ${show(row.hash)}` }
  const raw = row.rawTx === '' || row.rawTx === '0x' ? null : readRaw(row.rawTx)
  if (typeof raw === 'string') return { reason: 'bad_raw_tx', note: `${hash}: ${raw}` }
  if (raw !== null && raw.hash !== hash) {
    return { reason: 'hash_mismatch', note: `${hash}: the raw transaction is ${raw.hash}` }
  }
  const sender = parseAddress(row.from)
  if (sender === null && row.from === '') return { reason: 'no_sender', note: hash }
  if (sender === null) return { reason: 'bad_field', note: `${hash}: from ${show(row.from)}` }
  try {
    const timestampMs = time('timestamp', row.timestampMs)
    // Written as 0 by transactions without replay protection.
    const ownChain = raw?.chainId ?? (row.chainId === '' ? 0 : integer('chain_id', row.chainId))
    if (row.sources.length > MAX_SOURCES) throw new BadField(`${row.sources.length} sources`)
    return {
      hash,
      chainId: ownChain === 0 ? chainId : ownChain,
      timestampMs,
      ...(raw === null ? bodyOfColumns(row, sender) : { body: bodyOfRaw(raw, sender), isWhole: true }),
      sources: [...new Set(row.sources.map((source) => sourceNameIn('sources', source)))],
      confirmation: confirmationOf(row, timestampMs),
    }
  } catch (error) {
    if (error instanceof BadField) return { reason: 'bad_field', note: `${hash}: ${error.message}` }
    throw error
  }
}

function readRaw(text: string): RawTransaction | string {
  const bytes = parseBytes(text.startsWith('0x') ? text : `0x${text}`)
  return bytes === null
    ? `raw_tx ${show(text)} is not hex`
    : decodeRawTransaction(Buffer.from(bytes.slice(2), 'hex'))
}

function bodyOfRaw(raw: RawTransaction, sender: Address): TxDecodedData {
  return {
    tx_type: raw.type,
    sender,
    nonce: raw.nonce,
    to: raw.to,
    value_wei: raw.value,
    gas_limit: raw.gas,
    gas_price_wei: raw.gasPrice,
    max_fee_per_gas_wei: raw.maxFeePerGas,
    max_priority_fee_per_gas_wei: raw.maxPriorityFeePerGas,
    max_fee_per_blob_gas_wei: raw.maxFeePerBlobGas,
    blob_count: raw.blobCount,
    authorization_count: raw.authorizationCount,
    access_list_len: raw.accessListLength,
    input: raw.input,
    calldata_len: byteLength(raw.input),
    method_selector: selectorOf(raw.to, raw.input),
    fetch_us: 0,
  }
}

function bodyOfColumns(row: ArchiveRow, sender: Address): { body: TxDecodedData; isWhole: boolean } {
  const to = row.to === '' ? null : parseAddress(row.to)
  if (to === null && row.to !== '') throw new BadField(`to ${show(row.to)}`)
  const size = row.dataSize === '' ? null : integer('data_size', row.dataSize)
  const given = row.input === '' ? null : bytes('input', row.input)
  const head = row.data4Bytes === '' ? '0x' : bytes('data_4bytes', row.data4Bytes)
  const input = given ?? head
  if (size !== null && size < byteLength(input)) {
    throw new BadField(`data_size ${size} is less than the ${byteLength(input)} bytes that are there`)
  }
  const calldataLen = size ?? byteLength(input)
  return {
    body: {
      sender,
      nonce: integer('nonce', row.nonce),
      to,
      value_wei: amount('value', row.value),
      gas_limit: integer('gas', row.gas),
      ...feesOf(row),
      max_fee_per_blob_gas_wei: null,
      blob_count: 0,
      authorization_count: 0,
      access_list_len: 0,
      input,
      calldata_len: calldataLen,
      method_selector: selectorOf(to, input),
      fetch_us: 0,
    },
    isWhole: byteLength(input) === calldataLen,
  }
}

/** The columns hold what go-ethereum answers for every type: the cap as price, the price as cap and tip. */
function feesOf(row: ArchiveRow) {
  const price = amount('gas_price', row.gasPrice)
  const tip = amount('gas_tip_cap', row.gasTipCap === '' ? row.gasPrice : row.gasTipCap)
  const cap = amount('gas_fee_cap', row.gasFeeCap === '' ? row.gasPrice : row.gasFeeCap)
  // Files of 2023 have no type; a tip that is not the cap can only be that of a dynamic fee.
  const guessed = tip === cap ? 0 : DYNAMIC_FEE
  const type = row.txType === '' ? guessed : integer('tx_type', row.txType)
  const isDynamic = type <= SET_CODE ? type >= DYNAMIC_FEE : tip !== cap
  return {
    tx_type: type,
    gas_price_wei: isDynamic ? null : price,
    max_fee_per_gas_wei: isDynamic ? cap : null,
    max_priority_fee_per_gas_wei: isDynamic ? tip : null,
  }
}

function confirmationOf(row: ArchiveRow, timestampMs: number): TxConfirmedData | null {
  const height =
    row.includedAtBlockHeight === '' ? 0 : integer('included_at_block_height', row.includedAtBlockHeight)
  if (height === 0) return null
  const delay = row.inclusionDelayMs === '' ? 0 : signed('inclusion_delay_ms', row.inclusionDelayMs)
  const blockMs =
    row.includedBlockTimestampMs === ''
      ? 0
      : integer('included_block_timestamp_ms', row.includedBlockTimestampMs)
  return {
    block_number: height,
    block_hash: null,
    block_timestamp: blockTime('included_block_timestamp_ms', blockMs === 0 ? timestampMs + delay : blockMs),
    inclusion_delay_ms: delay,
    status: 'unknown',
  }
}

function selectorOf(to: Address | null, input: Hex): Selector | null {
  return to !== null && input.length >= 10 ? (input.slice(0, 10) as Selector) : null // hex, checked before
}

function byteLength(hex: Hex): number {
  return (hex.length - 2) / 2
}
