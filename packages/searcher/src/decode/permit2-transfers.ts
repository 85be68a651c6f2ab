import { addAction, type Call, type Decoding, type Method } from './decoding.ts'
import { addPermitBatch, addTransferBatch } from './permit2-batches.ts'
import { arrayLength, followOffset, readAddress, readWei, WORD_CHARS } from './words.ts'

/** `(((token, amount), nonce, deadline), (to, amount), owner, …)`: signed for this one transfer. */
function decodeSigned(decoding: Decoding, call: Call): boolean {
  const { input } = decoding
  const { base, end } = call
  const token = readAddress(input, base, end)
  const to = readAddress(input, base + 4 * WORD_CHARS, end)
  const amount = readWei(input, base + 5 * WORD_CHARS, end)
  const from = readAddress(input, base + 6 * WORD_CHARS, end)
  if (token === null || to === null || amount === null || from === null) return false
  addAction(decoding, { type: 'transfer', standard: 'erc20', token, from, to, amount })
  return true
}

/** `((from, to, amount, token)[])`. */
function decodeBatch(decoding: Decoding, call: Call): boolean {
  const array = followOffset(decoding.input, call.base, call.base, call.end)
  return addTransferBatch(decoding, array, call.end, null)
}

/** `(owner, ((token, amount, expiration, nonce)[], spender, deadline), signature)`. */
function decodePermitBatch(decoding: Decoding, call: Call): boolean {
  const at = followOffset(decoding.input, call.base, call.base + WORD_CHARS, call.end)
  return addPermitBatch(decoding, at, call.end)
}

/** Takes allowances back: of an array of `(token, spender)`. */
function decodeLockdown(decoding: Decoding, call: Call): boolean {
  const array = followOffset(decoding.input, call.base, call.base, call.end)
  if (arrayLength(decoding.input, array, call.end) <= 0) return false
  addAction(decoding, { type: 'approval', standard: 'permit2', token: null, spender: null, amount: null })
  return true
}

function permit2(signature: string, decode: Method['decode'], generic = false): Method {
  return { signature, abis: ['permit2'], generic, decode }
}

/** Functions of Permit2 that move tokens by a signature, or concern several at once. */
export const permit2TransferMethods: Readonly<Record<string, Method>> = {
  '0x30f28b7a': permit2(
    'permitTransferFrom(((address,uint256),uint256,uint256),(address,uint256),address,bytes)',
    decodeSigned,
    true,
  ),
  '0x137c29fe': permit2(
    'permitWitnessTransferFrom(((address,uint256),uint256,uint256),(address,uint256),address,bytes32,string,bytes)',
    decodeSigned,
    true,
  ),
  '0x0d58b1db': permit2('transferFrom((address,address,uint160,address)[])', decodeBatch, true),
  '0x2a2d80d1': permit2(
    'permit(address,((address,uint160,uint48,uint48)[],address,uint256),bytes)',
    decodePermitBatch,
    true,
  ),
  '0xcc53287f': permit2('lockdown((address,address)[])', decodeLockdown),
}
