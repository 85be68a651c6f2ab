import {
  type Address,
  type Hash,
  type Hex,
  parseAddress,
  parseBytes,
  parseHash,
  quantityToNumber,
  quantityToWei,
  type RejectReason,
  type Selector,
  type TxDecodedData,
  type Wei,
} from '@org/events'
import { byteSizeOf, countList } from './lists.ts'

export interface TransactionDecoderOptions {
  readonly chainId: number
  /** Bound of calldata and lists together, in bytes. */
  readonly maxBodyBytes: number
}

/**
 * Reads a transaction as `eth_getTransactionByHash` answers it. Never throws, whatever the node sends.
 * @param hash the hash that was asked for
 * @param fetchUs microseconds from the announcing frame until now
 */
export type DecodeTransaction = (body: unknown, hash: Hash, fetchUs: number) => TxDecodedData | RejectedBody

/** A body that was refused: the data of `TxRejected`. The note names the field. */
export class RejectedBody {
  readonly reason: Exclude<RejectReason, 'invalid_pending_hash'>
  readonly note: string

  constructor(reason: Exclude<RejectReason, 'invalid_pending_hash'>, note: string) {
    this.reason = reason
    this.note = note
  }
}

type Fields = Readonly<Record<string, unknown>>

const LEGACY = 0
const DYNAMIC_FEE = 2
const BLOB = 3
const SET_CODE = 4
const MAX_TYPE = 0xff
/** `0x` and four bytes. */
const SELECTOR_CHARS = 10

/**
 * A decoder for one chain: field by field into the flat record of `TxDecoded`. Types 0 to 4 must have the fields of
 * their type; of other types (such as the deposits of OP chains) what is there is taken.
 */
export function createTransactionDecoder(options: TransactionDecoderOptions): DecodeTransaction {
  return (body, hash, fetchUs) => decodeTransaction(body, hash, fetchUs, options)
}

function decodeTransaction(
  body: unknown,
  expectedHash: Hash,
  fetchUs: number,
  options: TransactionDecoderOptions,
): TxDecodedData | RejectedBody {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return new RejectedBody('malformed_body', `the body is not an object but ${show(body)}`)
  }
  const tx = body as Fields // an object of unknown fields

  const hash = parseHash(tx.hash)
  if (hash === null) return malformed('hash', 'a 32-byte hash', tx.hash)
  if (hash !== expectedHash) return new RejectedBody('hash_mismatch', `the body's hash is ${hash}`)
  const type = isAbsent(tx.type) ? LEGACY : quantityToNumber(tx.type)
  if (type === null || type > MAX_TYPE) return malformed('type', 'a quantity of one byte', tx.type)
  if (!isAbsent(tx.chainId)) {
    const chainId = quantityToNumber(tx.chainId)
    if (chainId === null) return malformed('chainId', 'a quantity', tx.chainId)
    // Transactions without replay protection belong to every chain; some nodes write 0 for them.
    const unprotected = chainId === 0 && (type === LEGACY || type > SET_CODE)
    if (chainId !== options.chainId && !unprotected) {
      return new RejectedBody('wrong_chain', `the body is of chain ${chainId}, not ${options.chainId}`)
    }
  }
  const size = byteSizeOf(tx)
  if (size > options.maxBodyBytes) {
    return new RejectedBody('oversize_body', `${size} bytes, at most ${options.maxBodyBytes}`)
  }
  return decodeFields(tx, type, fetchUs)
}

function decodeFields(tx: Fields, type: number, fetchUs: number): TxDecodedData | RejectedBody {
  const sender = parseAddress(tx.from)
  if (sender === null) return malformed('from', 'a 20-byte address', tx.from)
  const to: Address | null = isAbsent(tx.to) ? null : parseAddress(tx.to)
  if (to === null && !isAbsent(tx.to)) return malformed('to', 'a 20-byte address or null', tx.to)
  const nonce = quantityToNumber(tx.nonce)
  if (nonce === null) return malformed('nonce', 'a quantity', tx.nonce)
  const gasLimit = quantityToNumber(tx.gas)
  if (gasLimit === null) return malformed('gas', 'a quantity', tx.gas)
  const value = quantityToWei(tx.value)
  if (value === null) return malformed('value', 'a quantity', tx.value)
  const rawInput = isAbsent(tx.input) ? tx.data : tx.input
  const input: Hex | null = parseBytes(rawInput)
  if (input === null) return malformed('input', 'hex bytes', rawInput)

  const known = type <= SET_CODE
  const dynamic = known ? type >= DYNAMIC_FEE : !isAbsent(tx.maxFeePerGas)
  const gasPrice = dynamic ? null : fee(tx.gasPrice, known)
  if (gasPrice === undefined) return malformed('gasPrice', 'a quantity', tx.gasPrice)
  const maxFee = dynamic ? fee(tx.maxFeePerGas, true) : null
  if (maxFee === undefined) return malformed('maxFeePerGas', 'a quantity', tx.maxFeePerGas)
  const maxTip = dynamic ? fee(tx.maxPriorityFeePerGas, known) : null
  if (maxTip === undefined) return malformed('maxPriorityFeePerGas', 'a quantity', tx.maxPriorityFeePerGas)
  const maxBlobFee = type === BLOB ? fee(tx.maxFeePerBlobGas, true) : null
  if (maxBlobFee === undefined) return malformed('maxFeePerBlobGas', 'a quantity', tx.maxFeePerBlobGas)

  const accessList = countList(tx.accessList, false)
  if (accessList === null) return malformed('accessList', 'an array', tx.accessList)
  const blobs = countList(tx.blobVersionedHashes, type === BLOB)
  if (blobs === null) return malformed('blobVersionedHashes', 'an array', tx.blobVersionedHashes)
  const authorizations = countList(tx.authorizationList, type === SET_CODE)
  if (authorizations === null) return malformed('authorizationList', 'an array', tx.authorizationList)

  return {
    tx_type: type,
    sender,
    nonce,
    to,
    value_wei: value,
    gas_limit: gasLimit,
    gas_price_wei: gasPrice,
    max_fee_per_gas_wei: maxFee,
    max_priority_fee_per_gas_wei: maxTip,
    max_fee_per_blob_gas_wei: maxBlobFee,
    blob_count: blobs,
    authorization_count: authorizations,
    access_list_len: accessList,
    input,
    calldata_len: (input.length - 2) / 2,
    method_selector:
      to !== null && input.length >= SELECTOR_CHARS ? (input.slice(0, SELECTOR_CHARS) as Selector) : null, // hex, checked above
    fetch_us: fetchUs,
  }
}

/** A fee; `null` when it may be absent and is; `undefined` when it is not a quantity. */
function fee(value: unknown, required: boolean): Wei | null | undefined {
  if (!required && isAbsent(value)) return null
  return quantityToWei(value) ?? undefined
}

function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null
}

function malformed(field: string, wanted: string, value: unknown): RejectedBody {
  return new RejectedBody('malformed_body', `${field}: not ${wanted} but ${show(value)}`)
}

/** A hostile value in a few characters. */
function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 40))
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (isAbsent(value)) return 'nothing'
  return Array.isArray(value) ? 'an array' : `a ${typeof value}`
}
