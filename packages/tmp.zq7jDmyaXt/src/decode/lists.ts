/** Bytes of one entry of an access list, and of each of its storage keys. */
const ADDRESS_BYTES = 20
const WORD_BYTES = 32
/** Chain id, address, nonce and signature of an EIP-7702 authorization. */
const AUTHORIZATION_BYTES = 130

type Fields = Readonly<Record<string, unknown>>

/** Length of a list; 0 where it may be absent and is; `null` when it is anything else. */
export function countList(value: unknown, required: boolean): number | null {
  if (Array.isArray(value)) return value.length
  return !required && (value === undefined || value === null) ? 0 : null
}

/** Bytes of what a sender can make large: calldata, access list, blob hashes, authorizations. */
export function byteSizeOf(tx: Fields): number {
  const input = tx.input ?? tx.data
  return (
    (typeof input === 'string' ? Math.max(0, input.length - 2) >>> 1 : 0) +
    accessListBytes(tx.accessList) +
    (Array.isArray(tx.blobVersionedHashes) ? tx.blobVersionedHashes.length * WORD_BYTES : 0) +
    (Array.isArray(tx.authorizationList) ? tx.authorizationList.length * AUTHORIZATION_BYTES : 0)
  )
}

function accessListBytes(value: unknown): number {
  if (!Array.isArray(value)) return 0
  let bytes = value.length * ADDRESS_BYTES
  for (const entry of value) {
    const keys: unknown = typeof entry === 'object' && entry !== null ? entry.storageKeys : undefined
    if (Array.isArray(keys)) bytes += keys.length * WORD_BYTES
  }
  return bytes
}
