import { RLP } from '@ethereumjs/rlp'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { type Address, type Hash, type Hex, toWei, type Wei } from '@org/events'

/** What a signed transaction says of itself; the sender is not in it but in its signature. */
export interface RawTransaction {
  /** keccak-256 of the transaction as blocks hold it. */
  readonly hash: Hash
  /** `null`: a legacy transaction without replay protection, good on every chain. */
  readonly chainId: number | null
  readonly type: number
  readonly nonce: number
  readonly to: Address | null
  readonly value: Wei
  readonly gas: number
  /** Fee fields that its type does not have are `null`. */
  readonly gasPrice: Wei | null
  readonly maxFeePerGas: Wei | null
  readonly maxPriorityFeePerGas: Wei | null
  readonly maxFeePerBlobGas: Wei | null
  readonly blobCount: number
  readonly authorizationCount: number
  readonly accessListLength: number
  readonly input: Hex
}

type Item = Uint8Array | Item[]

/** The first byte of a list; below it stand byte strings, and of a typed transaction its type. */
const FIRST_LIST_BYTE = 0xc0
const FIRST_STRING_BYTE = 0x80
const BLOB = 3
/** Legacy signatures: 27 and 28 without a chain, from 35 on with one. */
const FIRST_PROTECTED_V = 35n

/**
 * Decodes the serialisation of a signed transaction of types 0 to 4 (the yellow paper with EIP-155, EIP-2930,
 * EIP-1559, EIP-4844, EIP-7702). A typed one may be wrapped once more as an RLP string, as old collectors wrote it;
 * a blob transaction may carry its blobs, as networks send it.
 * @returns what is wrong when it is not such a transaction.
 */
export function decodeRawTransaction(bytes: Uint8Array): RawTransaction | string {
  try {
    const first = bytes[0]
    if (first === undefined) return 'it is empty'
    if (first >= FIRST_LIST_BYTE) return legacy(bytes)
    if (first >= FIRST_STRING_BYTE) {
      const inner = asBytes(decode(bytes))
      // Wrapped once: within it a typed transaction begins.
      return (inner[0] ?? FIRST_STRING_BYTE) < FIRST_STRING_BYTE ? typed(inner) : 'a string within a string'
    }
    return typed(bytes)
  } catch (error) {
    if (error instanceof Malformed) return error.message
    // The decoder of RLP throws plain errors, and recurses as deep as a hostile list nests.
    return error instanceof Error ? error.message : String(error)
  }
}

function legacy(bytes: Uint8Array): RawTransaction {
  const fields = fieldsOf(bytes, 9)
  const v = quantity(fields[6])
  return {
    ...blank(bytes, 0, v >= FIRST_PROTECTED_V ? integer((v - FIRST_PROTECTED_V) / 2n) : null),
    nonce: integer(quantity(fields[0])),
    gasPrice: wei(fields[1]),
    ...call(fields, 2),
  }
}

function typed(bytes: Uint8Array): RawTransaction {
  const type = bytes[0] ?? 0
  const payload = bytes.subarray(1)
  switch (type) {
    case 1: {
      const fields = fieldsOf(payload, 11)
      return {
        ...blank(bytes, type, integer(quantity(fields[0]))),
        nonce: integer(quantity(fields[1])),
        gasPrice: wei(fields[2]),
        ...call(fields, 3),
        accessListLength: asList(fields[7]).length,
      }
    }
    case 2:
      return { ...dynamic(bytes, type, fieldsOf(payload, 12)) }
    case BLOB: {
      const all = asList(decode(payload))
      // With its blobs, the transaction is the first of several items.
      const fields = Array.isArray(all[0]) ? checkCount(all[0], 14) : checkCount(all, 14)
      const own = Array.isArray(all[0]) ? withType(BLOB, RLP.encode(fields)) : bytes
      return {
        ...dynamic(own, type, fields),
        maxFeePerBlobGas: wei(fields[9]),
        blobCount: asList(fields[10]).length,
      }
    }
    case 4: {
      const fields = fieldsOf(payload, 13)
      return { ...dynamic(bytes, type, fields), authorizationCount: asList(fields[9]).length }
    }
    default:
      throw new Malformed(`type ${type} is not 0 to 4`)
  }
}

function dynamic(bytes: Uint8Array, type: number, fields: readonly Item[]): RawTransaction {
  return {
    ...blank(bytes, type, integer(quantity(fields[0]))),
    nonce: integer(quantity(fields[1])),
    maxPriorityFeePerGas: wei(fields[2]),
    maxFeePerGas: wei(fields[3]),
    ...call(fields, 4),
    accessListLength: asList(fields[8]).length,
  }
}

/** Gas limit, recipient, value and input, which stand together in every type. */
function call(fields: readonly Item[], from: number) {
  const to = asBytes(fields[from + 1])
  if (to.length !== 0 && to.length !== 20) throw new Malformed(`a recipient of ${to.length} bytes`)
  return {
    gas: integer(quantity(fields[from])),
    to: to.length === 0 ? null : (hex(to) as Address), // 20 bytes, checked above
    value: wei(fields[from + 2]),
    input: hex(asBytes(fields[from + 3])),
  }
}

function blank(bytes: Uint8Array, type: number, chainId: number | null): RawTransaction {
  return {
    hash: hex(keccak_256(bytes)) as Hash, // 32 bytes
    chainId,
    type,
    nonce: 0,
    to: null,
    value: toWei(0n),
    gas: 0,
    gasPrice: null,
    maxFeePerGas: null,
    maxPriorityFeePerGas: null,
    maxFeePerBlobGas: null,
    blobCount: 0,
    authorizationCount: 0,
    accessListLength: 0,
    input: '0x',
  }
}

class Malformed extends Error {}

function decode(bytes: Uint8Array): Item {
  return RLP.decode(bytes)
}

function fieldsOf(bytes: Uint8Array, count: number): readonly Item[] {
  return checkCount(asList(decode(bytes)), count)
}

function checkCount(fields: Item[], count: number): Item[] {
  if (fields.length !== count) throw new Malformed(`${fields.length} fields instead of ${count}`)
  return fields
}

function asList(item: Item | undefined): Item[] {
  if (Array.isArray(item)) return item
  throw new Malformed('a byte string where a list belongs')
}

function asBytes(item: Item | undefined): Uint8Array {
  if (item instanceof Uint8Array) return item
  throw new Malformed('a list where a byte string belongs')
}

function quantity(item: Item | undefined): bigint {
  const bytes = asBytes(item)
  if (bytes.length > 32) throw new Malformed(`a number of ${bytes.length} bytes`)
  if (bytes[0] === 0) throw new Malformed('a number with leading zeros')
  return bytes.length === 0 ? 0n : BigInt(hex(bytes))
}

function wei(item: Item | undefined): Wei {
  return toWei(quantity(item))
}

function integer(value: bigint): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new Malformed(`a number above 2^53: ${value}`)
  return Number(value)
}

function hex(bytes: Uint8Array): Hex {
  return `0x${bytesToHex(bytes)}`
}

function withType(type: number, payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(payload.length + 1)
  bytes[0] = type
  bytes.set(payload, 1)
  return bytes
}
