declare const brand: unique symbol

/** Any 0x-prefixed byte string, lower case on the wire. */
export type Hex = `0x${string}`
/** A 32-byte transaction or block hash: `0x` and 64 lower-case hex digits. */
export type Hash = Hex & { readonly [brand]: 'Hash' }
/** A 20-byte account address: `0x` and 40 lower-case hex digits. */
export type Address = Hex & { readonly [brand]: 'Address' }
/** A first four bytes of calldata: `0x` and 8 lower-case hex digits. */
export type Selector = Hex & { readonly [brand]: 'Selector' }
/** An unsigned amount of the smallest unit of a coin or token, as a decimal string (may exceed 2^64). */
export type Wei = string & { readonly [brand]: 'Wei' }

const HASH = /^0x[0-9a-f]{64}$/
const ADDRESS = /^0x[0-9a-f]{40}$/
const BYTES = /^0x(?:[0-9a-f]{2})*$/
const QUANTITY = /^0x[0-9a-f]{1,64}$/
const DECIMAL = /^(?:0|[1-9][0-9]{0,77})$/
/** A quantity of up to 13 hex digits is below 2^52 and exact as a number. */
const EXACT_NUMBER_CHARS = 2 + 13

/** Reads a hash in any letter case; `null` when the value is not 32 bytes of hex. */
export function parseHash(value: unknown): Hash | null {
  if (typeof value !== 'string' || value.length !== 66) return null
  if (HASH.test(value)) return value as Hash // checked by the pattern
  const lower = value.toLowerCase()
  return HASH.test(lower) ? (lower as Hash) : null // checked by the pattern
}

/** Reads an address in any letter case (checksums are not judged); `null` when it is not 20 bytes of hex. */
export function parseAddress(value: unknown): Address | null {
  if (typeof value !== 'string' || value.length !== 42) return null
  if (ADDRESS.test(value)) return value as Address // checked by the pattern
  const lower = value.toLowerCase()
  return ADDRESS.test(lower) ? (lower as Address) : null // checked by the pattern
}

/** Reads a byte string of any length in any letter case; `null` for odd digits or anything else. */
export function parseBytes(value: unknown): Hex | null {
  if (typeof value !== 'string') return null
  if (BYTES.test(value)) return value as Hex // checked by the pattern
  const lower = value.toLowerCase()
  return BYTES.test(lower) ? (lower as Hex) : null // checked by the pattern
}

/** JSON-RPC quantity (`0x` hex, at most 32 bytes) to a decimal string; `null` when it is not one. */
export function quantityToWei(value: unknown): Wei | null {
  if (typeof value !== 'string' || !QUANTITY.test(value)) {
    return typeof value === 'string' && value !== value.toLowerCase()
      ? quantityToWei(value.toLowerCase())
      : null
  }
  if (value.length <= EXACT_NUMBER_CHARS) return String(Number(value)) as Wei // digits only
  return BigInt(value).toString() as Wei // digits only
}

/** JSON-RPC quantity to an integer; `null` when it is not one or exceeds `Number.MAX_SAFE_INTEGER`. */
export function quantityToNumber(value: unknown): number | null {
  if (typeof value !== 'string' || !QUANTITY.test(value.toLowerCase())) return null
  const parsed = Number(value)
  return Number.isSafeInteger(parsed) ? parsed : null
}

/** An unsigned bigint or a decimal string as `Wei`; throws `RangeError` on anything else. */
export function toWei(value: bigint | string): Wei {
  const text = String(value)
  if (!DECIMAL.test(text)) throw new RangeError(`not an unsigned decimal amount: ${text.slice(0, 80)}`)
  return text as Wei // checked by the pattern
}
