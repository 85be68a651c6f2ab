import { addAction, type Call, type Decoding, type Method } from './decoding.ts'
import { readAddress, readWei, WORD_CHARS } from './words.ts'

function decodeApprove(decoding: Decoding, call: Call): boolean {
  const token = readAddress(decoding.input, call.base, call.end)
  const spender = readAddress(decoding.input, call.base + WORD_CHARS, call.end)
  const amount = readWei(decoding.input, call.base + 2 * WORD_CHARS, call.end)
  if (token === null || spender === null || amount === null) return false
  addAction(decoding, { type: 'approval', standard: 'permit2', token, spender, amount })
  return true
}

/** `(owner, ((token, amount, expiration, nonce), spender, sigDeadline), signature)`. */
function decodePermit(decoding: Decoding, call: Call): boolean {
  const token = readAddress(decoding.input, call.base + WORD_CHARS, call.end)
  const amount = readWei(decoding.input, call.base + 2 * WORD_CHARS, call.end)
  const spender = readAddress(decoding.input, call.base + 5 * WORD_CHARS, call.end)
  if (token === null || amount === null || spender === null) return false
  addAction(decoding, { type: 'approval', standard: 'permit2', token, spender, amount })
  return true
}

function decodeTransferFrom(decoding: Decoding, call: Call): boolean {
  const from = readAddress(decoding.input, call.base, call.end)
  const to = readAddress(decoding.input, call.base + WORD_CHARS, call.end)
  const amount = readWei(decoding.input, call.base + 2 * WORD_CHARS, call.end)
  const token = readAddress(decoding.input, call.base + 3 * WORD_CHARS, call.end)
  if (from === null || to === null || amount === null || token === null) return false
  addAction(decoding, { type: 'transfer', standard: 'erc20', token, from, to, amount })
  return true
}

/** Functions of Permit2 that are called directly. */
export const permit2Methods: Readonly<Record<string, Method>> = {
  '0x87517c45': {
    signature: 'approve(address,address,uint160,uint48)',
    abis: ['permit2'],
    generic: false,
    decode: decodeApprove,
  },
  '0x2b67b570': {
    signature: 'permit(address,((address,uint160,uint48,uint48),address,uint256),bytes)',
    abis: ['permit2'],
    generic: false,
    decode: decodePermit,
  },
  '0x36c78516': {
    signature: 'transferFrom(address,address,uint160,address)',
    abis: ['permit2'],
    generic: false,
    decode: decodeTransferFrom,
  },
}
