import type { Hash } from '@org/events'
import { createKeccak } from 'hash-wasm'
import { RlpWriter } from './rlp-writer.ts'
import { createTextStore } from './stored-text.ts'
import type {
  AccessListEntry,
  Authorization,
  EncodedTransaction,
  TransactionFields,
} from './transaction-fields.ts'

/** Serialises, hashes, and writes the JSON as geth answers it. */
export type EncodeTransaction = (fields: TransactionFields) => EncodedTransaction

/** An encoder with buffers of its own; loads the hash function. */
export async function createTransactionEncoder(): Promise<EncodeTransaction> {
  const keccak = await createKeccak(256)
  const writer = new RlpWriter()
  const store = createTextStore()
  return (fields) => {
    writer.clear()
    writeTransaction(writer, fields)
    const hash = `0x${keccak.init().update(writer.bytes).digest('hex')}` as Hash // 32 bytes in hex
    return { hash, from: fields.from, nonce: fields.nonce, members: store(jsonMembers(fields, hash)) }
  }
}

/** Appends the serialised transaction: an envelope of EIP-2718, or the list of a legacy one (EIP-155). */
export function writeTransaction(writer: RlpWriter, tx: TransactionFields): void {
  if (tx.type !== 0) writer.raw(tx.type)
  const list = writer.begin()
  if (tx.type !== 0) writer.integer(tx.chainId)
  writer.integer(tx.nonce)
  if (tx.type >= 2) writer.integer(tx.maxTipWei)
  writer.integer(tx.maxFeeWei)
  writer.integer(tx.gas)
  writer.hex(tx.to ?? '')
  writer.integer(tx.valueWei)
  writer.hex(tx.input)
  if (tx.type !== 0) writeAccessList(writer, tx.accessList)
  if (tx.type === 3) {
    writer.integer(tx.maxBlobFeeWei)
    const hashes = writer.begin()
    for (const hash of tx.blobHashes) writer.hex(hash)
    writer.end(hashes)
  }
  if (tx.type === 4) writeAuthorizations(writer, tx.authorizations)
  writer.integer(signatureV(tx))
  writer.hex(tx.r)
  writer.hex(tx.s)
  writer.end(list)
}

function writeAccessList(writer: RlpWriter, accessList: readonly AccessListEntry[]): void {
  const list = writer.begin()
  for (const { address, storageKeys } of accessList) {
    const entry = writer.begin()
    writer.hex(address)
    const keys = writer.begin()
    for (const key of storageKeys) writer.hex(key)
    writer.end(keys)
    writer.end(entry)
  }
  writer.end(list)
}

function writeAuthorizations(writer: RlpWriter, authorizations: readonly Authorization[]): void {
  const list = writer.begin()
  for (const { chainId, address, nonce, yParity, r, s } of authorizations) {
    const entry = writer.begin()
    writer.integer(chainId)
    writer.hex(address)
    writer.integer(nonce)
    writer.integer(yParity)
    writer.hex(r)
    writer.hex(s)
    writer.end(entry)
  }
  writer.end(list)
}

/** Legacy signatures carry the chain in `v` (EIP-155), the others the parity alone. */
function signatureV(tx: TransactionFields): number {
  return tx.type === 0 ? tx.chainId * 2 + 35 + tx.yParity : tx.yParity
}

const quantity = (value: bigint | number): string => `"0x${value.toString(16)}"`

function jsonMembers(tx: TransactionFields, hash: string): string {
  const fee = quantity(tx.maxFeeWei)
  let text = `"from":"${tx.from}","gas":${quantity(tx.gas)},"gasPrice":${fee}`
  if (tx.type >= 2) text += `,"maxFeePerGas":${fee},"maxPriorityFeePerGas":${quantity(tx.maxTipWei)}`
  if (tx.type === 3) text += `,"maxFeePerBlobGas":${quantity(tx.maxBlobFeeWei)}`
  text += `,"hash":"${hash}","input":"${tx.input}","nonce":${quantity(tx.nonce)}`
  text += tx.to === null ? ',"to":null' : `,"to":"${tx.to}"`
  text += `,"value":${quantity(tx.valueWei)},"type":"0x${tx.type}"`
  if (tx.type !== 0) {
    text += `,"accessList":${tx.accessList.length === 0 ? '[]' : JSON.stringify(tx.accessList)}`
  }
  if (tx.type === 3) text += `,"blobVersionedHashes":${JSON.stringify(tx.blobHashes)}`
  if (tx.type === 4) text += `,"authorizationList":[${tx.authorizations.map(authorizationJson).join(',')}]`
  text += `,"chainId":${quantity(tx.chainId)},"v":${quantity(signatureV(tx))},"r":"${tx.r}","s":"${tx.s}"`
  return tx.type === 0 ? text : `${text},"yParity":"0x${tx.yParity}"`
}

function authorizationJson({ chainId, address, nonce, yParity, r, s }: Authorization): string {
  return `{"chainId":${quantity(chainId)},"address":"${address}","nonce":${quantity(nonce)},"yParity":"0x${yParity}","r":"${r}","s":"${s}"}`
}
