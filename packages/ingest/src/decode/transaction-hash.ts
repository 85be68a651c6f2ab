import { RLP } from '@ethereumjs/rlp'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { bytesToHex, concatBytes } from '@noble/hashes/utils.js'
import { type Hash, parseBytes, quantityToNumber } from '@org/events'

type Fields = Readonly<Record<string, unknown>>
/** What the RLP encoder takes: numbers without leading zeros, byte strings as they are. */
type Item = bigint | string | Item[]

const LEGACY = 0
const SET_CODE = 4

/**
 * Recomputes the hash of a signed transaction from the fields of its JSON body: keccak-256 of its EIP-2718
 * serialisation (types 0 to 4: the yellow paper with EIP-155, EIP-2930, EIP-1559, EIP-4844 and EIP-7702).
 * Measured with 228 bytes of calldata: 21 µs.
 * @returns `null` when it cannot be recomputed: another type, or a field that is missing or no hex.
 */
export function hashTransaction(tx: Fields): Hash | null {
  const type = tx.type === undefined || tx.type === null ? LEGACY : quantityToNumber(tx.type)
  if (type === null || type > SET_CODE) return null
  try {
    const payload = RLP.encode(FIELDS[type]?.(tx) ?? [])
    const bytes = type === LEGACY ? payload : concatBytes(Uint8Array.of(type), payload)
    return `0x${bytesToHex(keccak_256(bytes))}` as Hash // 32 bytes of hex
  } catch (error) {
    if (error instanceof Unreadable) return null
    throw error
  }
}

/** The signed fields of each type in the order of its specification; the index is the type. */
const FIELDS: readonly ((tx: Fields) => Item[])[] = [
  (tx) => [...legacyHead(tx), quantity(tx.v), quantity(tx.r), quantity(tx.s)],
  (tx) => [quantity(tx.chainId), ...legacyHead(tx), accessList(tx.accessList), ...signature(tx)],
  (tx) => [...dynamicHead(tx), ...signature(tx)],
  (tx) => [
    ...dynamicHead(tx),
    quantity(tx.maxFeePerBlobGas),
    list(tx.blobVersionedHashes).map(bytes),
    ...signature(tx),
  ],
  (tx) => [...dynamicHead(tx), list(tx.authorizationList).map(authorization), ...signature(tx)],
]

function legacyHead(tx: Fields): Item[] {
  return [quantity(tx.nonce), quantity(tx.gasPrice), ...call(tx)]
}

function dynamicHead(tx: Fields): Item[] {
  return [
    quantity(tx.chainId),
    quantity(tx.nonce),
    quantity(tx.maxPriorityFeePerGas),
    quantity(tx.maxFeePerGas),
    ...call(tx),
    accessList(tx.accessList),
  ]
}

function call(tx: Fields): Item[] {
  const to = tx.to === undefined || tx.to === null ? '' : bytes(tx.to)
  return [quantity(tx.gas), to, quantity(tx.value), bytes(tx.input ?? tx.data)]
}

function signature(tx: Fields): Item[] {
  return [quantity(tx.yParity ?? tx.v), quantity(tx.r), quantity(tx.s)]
}

function accessList(value: unknown): Item {
  return list(value).map((entry) => [
    bytes(member(entry, 'address')),
    list(member(entry, 'storageKeys')).map(bytes),
  ])
}

function authorization(entry: unknown): Item {
  return [
    quantity(member(entry, 'chainId')),
    bytes(member(entry, 'address')),
    quantity(member(entry, 'nonce')),
    quantity(member(entry, 'yParity') ?? member(entry, 'v')),
    quantity(member(entry, 'r')),
    quantity(member(entry, 's')),
  ]
}

/** A field that the hash needs and the body does not have. */
class Unreadable extends Error {}

function quantity(value: unknown): bigint {
  if (typeof value !== 'string' || !/^0x[0-9a-fA-F]{1,64}$/.test(value)) throw new Unreadable()
  return BigInt(value)
}

function bytes(value: unknown): string {
  const read = parseBytes(value)
  if (read === null) throw new Unreadable()
  // The encoder reads an empty string, not `0x`, as no bytes.
  return read === '0x' ? '' : read
}

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new Unreadable()
  return value
}

function member(entry: unknown, name: string): unknown {
  if (typeof entry !== 'object' || entry === null) throw new Unreadable()
  return (entry as Fields)[name] // an object of unknown fields
}
