import { keccak_256 } from '@noble/hashes/sha3.js'
import {
  formatTransaction,
  type RpcTransaction,
  serializeTransaction,
  type TransactionSerializable,
} from 'viem'

/** As many bodies as the server asks for at once. */
const BATCH = 128

/** Asks for bodies as the server does. `raw`: the same transactions serialised, checked by their hashes. */
export async function fetchBodies(
  url: string,
  hashes: readonly string[],
): Promise<{ readonly answers: readonly Buffer[]; readonly raw: readonly Uint8Array[] }> {
  const answers: Buffer[] = []
  const raw: Uint8Array[] = []
  for (let from = 0; from < hashes.length; from += BATCH) {
    const questions = hashes.slice(from, from + BATCH).map((hash, index) => ({
      jsonrpc: '2.0',
      id: index,
      method: 'eth_getTransactionByHash',
      params: [hash],
    }))
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(questions),
    })
    const answer = Buffer.from(await response.arrayBuffer())
    answers.push(answer)
    const bodies = JSON.parse(answer.toString()) as { readonly result: RpcTransaction }[] // of our own node
    raw.push(...bodies.map(({ result }) => serialised(result)))
  }
  return { answers, raw }
}

function serialised(body: RpcTransaction): Uint8Array {
  const { r, s, v, yParity, ...tx } = formatTransaction(body)
  const signature = { r, s, ...(yParity === undefined ? { v } : { yParity }) }
  // The fields of a signed transaction, by the name that they have before it is signed.
  const text = serializeTransaction({ ...tx, data: tx.input } as TransactionSerializable, signature)
  const bytes = Buffer.from(text.slice(2), 'hex')
  const hash = Buffer.from(keccak_256(bytes)).toString('hex')
  if (`0x${hash}` !== body.hash)
    throw new Error(`transaction ${body.hash} serialises to another hash, 0x${hash}`)
  return bytes
}
