import {
  type Address,
  type DraftOf,
  type Hash,
  type Hex,
  parseAddress,
  parseBytes,
  parseHash,
  quantityToNumber,
  quantityToWei,
  type Selector,
  type Wei,
} from '@org/events'

/** The fields of a JSON object; `null` for anything else. */
export type Fields = Readonly<Record<string, unknown>>

export function fieldsOf(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null // an object
}

/**
 * Reads a transaction as nodes give it: of any type and age, so without the fields its time did not know, and with hex
 * in any case. A missing `input` may be called `data`. Answers why it cannot be read instead.
 */
export function readTransaction(
  value: unknown,
  chainId: number,
  sourceId: string,
  seenUs: number,
): DraftOf<'TxDecoded'> | string {
  const tx = fieldsOf(value)
  if (tx === null) return 'not an object'
  const hash = parseHash(tx.hash)
  if (hash === null) return 'hash: expected 0x and 64 hex digits'
  const sender = parseAddress(tx.from)
  if (sender === null) return 'from: expected an address'
  const to = readRecipient(tx.to)
  if (to === undefined) return 'to: expected an address or null'
  const input = parseBytes(tx.input ?? tx.data ?? '0x')
  if (input === null) return 'input: expected hex bytes'
  const nonce = quantityToNumber(tx.nonce)
  if (nonce === null) return 'nonce: expected a quantity'
  const valueWei = quantityToWei(tx.value ?? '0x0')
  if (valueWei === null) return 'value: expected a quantity'
  return draftOf(tx, { hash, sender, to, input, nonce, valueWei }, chainId, sourceId, seenUs)
}

interface Checked {
  readonly hash: Hash
  readonly sender: Address
  readonly to: Address | null
  readonly input: Hex
  readonly nonce: number
  readonly valueWei: Wei
}

function draftOf(
  tx: Fields,
  { hash, sender, to, input, nonce, valueWei }: Checked,
  chainId: number,
  sourceId: string,
  seenUs: number,
): DraftOf<'TxDecoded'> {
  const feeCap = quantityToWei(tx.maxFeePerGas)
  const type = quantityToNumber(tx.type) ?? (feeCap === null ? 0 : 2)
  return {
    kind: 'TxDecoded',
    chain_id: chainId,
    source_id: sourceId,
    ingest_ts_unix_us: seenUs,
    tx_hash: hash,
    data: {
      tx_type: type,
      sender,
      nonce,
      to,
      value_wei: valueWei,
      gas_limit: quantityToNumber(tx.gas) ?? 0,
      // Nodes give mined transactions of all types a gas price: the one that was paid.
      gas_price_wei: feeCap === null ? quantityToWei(tx.gasPrice) : null,
      max_fee_per_gas_wei: feeCap,
      max_priority_fee_per_gas_wei: quantityToWei(tx.maxPriorityFeePerGas),
      max_fee_per_blob_gas_wei: quantityToWei(tx.maxFeePerBlobGas),
      blob_count: lengthOf(tx.blobVersionedHashes),
      authorization_count: lengthOf(tx.authorizationList),
      access_list_len: lengthOf(tx.accessList),
      input,
      calldata_len: (input.length - 2) / 2,
      method_selector: to === null || input.length < 10 ? null : (input.slice(0, 10) as Selector), // 8 hex digits
      fetch_us: 0,
    },
  }
}

/** `undefined`: neither an address nor nothing. */
function readRecipient(to: unknown): Address | null | undefined {
  if (to === null || to === undefined || to === '' || to === '0x') return null
  return parseAddress(to) ?? undefined
}

function lengthOf(list: unknown): number {
  return Array.isArray(list) ? list.length : 0
}
